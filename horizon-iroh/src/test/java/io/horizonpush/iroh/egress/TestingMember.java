package io.horizonpush.iroh.egress;

import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.net.StreamPair;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.ObjectSummary;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.s3.store.LentOrigins;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.ObjectListing;
import io.horizonpush.s3.store.OriginVersions;
import io.horizonpush.s3.store.PinnedObject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * A member of one bucket that really asks and answers, over streams within the process. What its
 * origin has, and how that behaves, a test says.
 */
final class TestingMember implements LentOrigins, Lenders {

  static final BucketId BUCKET = new BucketId(1, 2);
  static final OriginId ORIGIN = OriginId.of("s3", "https://s3.example.com", "b", "");
  static final String TAG = "tag";

  final NodeId id;
  final Egress egress;
  final AtomicInteger opened = new AtomicInteger();

  /** Whether it has access. */
  volatile boolean serves = true;

  volatile boolean mayWrite = true;
  volatile boolean mayRead = true;
  volatile boolean connected = true;

  /** What it waits for before it opens anything. */
  volatile Optional<CountDownLatch> gate = Optional.empty();

  volatile Duration delay = Duration.ZERO;

  /** After how many bytes its origin breaks off. */
  volatile int breaksAfter = Integer.MAX_VALUE;

  /** What it answers instead, whatever it is asked for but which origins it uses. */
  volatile Optional<List<byte[]>> instead = Optional.empty();

  private final EgressDesk desk;
  private final Map<NodeId, TestingMember> all;
  private final NavigableMap<String, byte[]> objects;

  TestingMember(
      NodeId id,
      Map<NodeId, TestingMember> all,
      NavigableMap<String, byte[]> objects,
      Duration patience) {
    this.id = id;
    this.all = all;
    this.objects = objects;
    this.egress = new Egress(id, this, patience);
    this.desk = new EgressDesk(this, this);
  }

  /** Some that share what their origin has. */
  static List<TestingMember> make(
      int count, NavigableMap<String, byte[]> objects, Duration patience) {
    Map<NodeId, TestingMember> all = new ConcurrentHashMap<>();
    for (int i = 0; i < count; i++) {
      byte[] bytes = new byte[NodeId.LENGTH];
      bytes[0] = (byte) i;
      NodeId id = NodeId.of(bytes);
      all.put(id, new TestingMember(id, all, objects, patience));
    }
    return all.values().stream()
        .sorted((one, other) -> Arrays.compare(one.id.bytes(), other.id.bytes()))
        .toList();
  }

  @Override
  public boolean mayRead(NodeId peer, BucketId bucket) {
    return all.containsKey(peer) && all.get(peer).mayRead;
  }

  @Override
  public boolean mayWrite(NodeId peer, BucketId bucket) {
    return all.containsKey(peer) && all.get(peer).mayWrite;
  }

  @Override
  public List<NodeId> connected(BucketId bucket) {
    return all.values().stream()
        .filter(each -> each != this && each.connected)
        .map(each -> each.id)
        .toList();
  }

  @Override
  public Optional<PeerStream> open(NodeId member) {
    TestingMember other = all.get(member);
    if (other == null || !other.connected) {
      return Optional.empty();
    }
    StreamPair pair = new StreamPair();
    Thread.ofVirtual().start(() -> other.serve(id, pair.there()));
    return Optional.of(pair.here());
  }

  private void serve(NodeId peer, PeerStream stream) {
    try (stream) {
      byte[] first =
          stream.receive(PeerStream.LONGEST_FRAME, Duration.ofSeconds(30)).orElse(new byte[0]);
      boolean isServes = EgressQuestion.decode(first) instanceof EgressQuestion.Serves;
      if (instead.isPresent() && !isServes) {
        instead.get().forEach(frame -> stream.send(frame, Duration.ofSeconds(5)));
        stream.finish();
        // What was sent is there as long as nobody closes this end.
        Optional<byte[]> _ = stream.receive(1, Duration.ofSeconds(5));
      } else {
        desk.handle(peer, first, stream);
      }
    } catch (PeerException | CodecException e) {
      // As a node does: the stream ends.
    }
  }

  @Override
  public List<OriginId> of(BucketId bucket) {
    return serves ? List.of(ORIGIN) : List.of();
  }

  @Override
  public Optional<StoredVersion> find(BucketId bucket, OriginId origin, ObjectKey key) {
    return Optional.ofNullable(objects.get(key.value())).map(bytes -> version(key, bytes.length));
  }

  static StoredVersion version(ObjectKey key, long size) {
    return OriginVersions.of(
        key,
        new ObjectBody.Remote(ORIGIN, key.value(), TAG, size),
        Instant.parse("2026-01-02T03:04:05Z"),
        new ETag(TAG),
        ObjectMetadata.EMPTY);
  }

  @Override
  public ObjectListing list(BucketId bucket, OriginId origin, ListQuery query) {
    List<ObjectSummary.OfObject> found =
        objects.tailMap(query.after(), false).entrySet().stream()
            .filter(each -> each.getKey().startsWith(query.prefix()))
            .limit(query.limit())
            .map(
                each ->
                    new ObjectSummary.OfObject(
                        new ObjectKey(each.getKey()),
                        each.getValue().length,
                        new ETag(TAG),
                        Instant.EPOCH))
            .toList();
    boolean more =
        found.size() == query.limit() && objects.higherKey(found.getLast().key().value()) != null;
    return new ObjectListing(
        found,
        List.of(),
        List.of(),
        more ? Optional.of(found.getLast().key().value()) : Optional.empty());
  }

  @Override
  public Optional<Opened> open(PinnedObject object, Optional<ByteRange> range) {
    opened.incrementAndGet();
    pause();
    byte[] bytes = objects.get(object.key().value());
    if (bytes == null || !object.tag().equals(TAG)) {
      return Optional.empty();
    }
    ByteRange asked = range.orElseGet(() -> ByteRange.all(bytes.length));
    byte[] some = Arrays.copyOfRange(bytes, (int) asked.offset(), (int) asked.end());
    return Optional.of(
        new Opened(bytes.length, List.of(new Content.Streamed(new Breaking(some), some.length))));
  }

  private void pause() {
    try {
      if (gate.isPresent()) {
        gate.get().await();
      }
      Thread.sleep(delay);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Bytes in pieces, which break off where a test says. */
  private final class Breaking implements ContentReader {

    private final Iterator<Integer> places;
    private final byte[] bytes;

    Breaking(byte[] bytes) {
      this.bytes = bytes;
      this.places = IntStream.iterate(0, at -> at < bytes.length, at -> at + 10_000).iterator();
    }

    @Override
    public Optional<ByteBuffer> next() {
      if (!places.hasNext()) {
        return Optional.empty();
      }
      int at = places.next();
      if (at >= breaksAfter) {
        throw new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE, "It broke off.");
      }
      return Optional.of(ByteBuffer.wrap(bytes, at, Math.min(10_000, bytes.length - at)).slice());
    }
  }
}
