package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.net.BlobFetch.Source;
import io.horizonpush.iroh.net.BlobProvider;
import io.horizonpush.iroh.net.IrohNetwork;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.Reach;
import io.horizonpush.iroh.swarm.HeldShelf;
import io.horizonpush.iroh.swarm.Holders;
import io.horizonpush.iroh.swarm.PeerBlobs;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.store.BlobStore.BlobStatus;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.s3.store.TestingObjects;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bytes that another member of a bucket has, between the real stores of two nodes. */
@Timeout(180)
class BytesOfMembersTest {

  private static final ObjectKey KEY = new ObjectKey("key");
  private static final Owner OWNER = new Owner("owner", "owner");
  private static final int GROUP = 16 << 10;
  private static final byte[] LARGE = Bytes.random(5, (3 << 20) + 77);

  @TempDir Path giverFolder;
  @TempDir Path takerFolder;
  private Member giver;
  private Member taker;

  /** A node with its network. What it shares with the other one are the buckets in a set. */
  private static final class Member implements Holders, AutoCloseable {
    private final IrohStores stores;
    private final IrohNetwork network;
    private final HeldShelf shelf;
    private final BlobProvider provider;
    private final Set<BucketId> shared = ConcurrentHashMap.newKeySet();
    private Optional<Member> other = Optional.empty();

    Member(Path directory) {
      IrohNetwork[] made = new IrohNetwork[1];
      stores =
          new IrohStores(
              directory,
              opened -> {
                made[0] = network(opened);
                return List.of(
                    new PeerBlobs(
                        opened.content(),
                        opened.content().peerRecords(),
                        opened.index(),
                        made[0].blobs(),
                        this));
              });
      network = made[0];
      shelf = new HeldShelf(stores.index(), stores.content().peerRecords(), this);
      provider = stores.node().provide(shelf);
    }

    private static IrohNetwork network(IrohStores opened) {
      InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
      return opened.node().network(Reach.at(List.of(new InetSocketAddress(loopback, 0))));
    }

    @Override
    public boolean isShared(BucketId bucket) {
      return shared.contains(bucket);
    }

    @Override
    public List<Source> having(BucketId bucket, BlobHash blob) {
      return other.stream()
          .filter(each -> each.shelf.holds(network.self(), bucket, blob))
          .map(each -> new Source(each.network.self(), each.network.listen()))
          .toList();
    }

    @Override
    public List<BucketId> readableBy(NodeId peer) {
      return other.filter(each -> each.network.self().equals(peer)).isPresent()
          ? List.copyOf(shared)
          : List.of();
    }

    TestingObjects objects() {
      return new TestingObjects(stores.stores().objects());
    }

    Bucket create(String name) {
      Bucket bucket = stores.stores().buckets().create(new BucketName(name), OWNER);
      shared.add(bucket.id());
      return bucket;
    }

    /** The bucket that another node made, here too. */
    Bucket join(Bucket bucket) {
      stores
          .index()
          .write(
              Durability.STRICT,
              tables ->
                  tables
                      .buckets()
                      .insert(
                          new BucketRow(
                              0,
                              bucket.id(),
                              bucket.name(),
                              OWNER,
                              Instant.now(),
                              Durability.STRICT,
                              bucket.document())));
      shared.add(bucket.id());
      return stores.stores().buckets().find(bucket.name()).orElseThrow();
    }

    void learn(Bucket bucket, StoredVersion version) {
      stores.stores().objects().merge(bucket.id(), List.of(TestingVersions.arrival(version)));
    }

    BlobStatus status(byte[] bytes) {
      return stores.content().status(stores.node().manifestHash().of(bytes));
    }

    @Override
    public void close() {
      network.close();
      provider.close();
      stores.close();
    }
  }

  @BeforeEach
  void open() {
    giver = new Member(giverFolder);
    taker = new Member(takerFolder);
    giver.other = Optional.of(taker);
    taker.other = Optional.of(giver);
  }

  @AfterEach
  void close() {
    taker.close();
    giver.close();
  }

  private Bucket shared(String name, byte[] bytes) {
    Bucket bucket = giver.create(name);
    Bucket here = taker.join(bucket);
    taker.learn(here, giver.objects().put(bucket, KEY, bytes));
    return here;
  }

  @Test
  void bytesComeWhileTheyAreRead_andStay() {
    Bucket bucket = shared("photos", LARGE);
    assertThat(taker.status(LARGE)).isEqualTo(new BlobStatus.Absent());

    assertThat(taker.objects().read(bucket, KEY)).isEqualTo(LARGE);

    assertThat(taker.status(LARGE)).isEqualTo(new BlobStatus.Complete(LARGE.length));
    giver.shared.clear();
    taker.shared.clear();
    assertThat(taker.objects().read(bucket, KEY)).as("without anybody").isEqualTo(LARGE);
  }

  @Test
  void aRange_fetchesOnlyItsPart_whichStaysOverRestarts() {
    Bucket bucket = shared("photos", LARGE);
    ByteRange range = new ByteRange((1 << 20) + 5, 30_000);

    assertThat(read(bucket, range)).isEqualTo(slice(range));

    assertThat(taker.status(LARGE))
        .isInstanceOfSatisfying(
            BlobStatus.Partial.class,
            partial ->
                assertThat(partial.present()).containsExactly(new ByteRange(1 << 20, 2 * GROUP)));
    taker.close();
    taker = new Member(takerFolder);
    taker.shared.add(bucket.id());
    assertThat(read(bucket, range)).as("by this node alone").isEqualTo(slice(range));
    assertClosed(bucket, new ByteRange(0, 1));
  }

  @Test
  void manyReaders_getTheSameBytes() throws Exception {
    Bucket bucket = shared("photos", LARGE);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<byte[]>> reads =
          IntStream.range(0, 8)
              .mapToObj(each -> threads.submit(() -> taker.objects().read(bucket, KEY)))
              .toList();
      for (Future<byte[]> read : reads) {
        assertThat(read.get()).isEqualTo(LARGE);
      }
    }
    assertThat(taker.status(LARGE)).isEqualTo(new BlobStatus.Complete(LARGE.length));
  }

  @Test
  void whoIsNoMember_getsNothing() {
    Bucket bucket = shared("photos", LARGE);
    giver.shared.clear();

    assertClosed(bucket, ByteRange.all(LARGE.length));
    assertThat(taker.status(LARGE)).isNotInstanceOf(BlobStatus.Complete.class);
  }

  /** A record can name whatever its writer has heard of. */
  @Test
  void aRecordThatNamesWhatTheGiverHasForAnotherBucket_opensItToNobody() {
    Bucket secret = giver.create("secret");
    StoredVersion named = giver.objects().put(secret, KEY, LARGE);
    giver.shared.remove(secret.id());
    Bucket bucket = giver.create("open");
    Bucket here = taker.join(bucket);
    taker.learn(here, named);
    giver.learn(bucket, named);

    assertClosed(here, ByteRange.all(LARGE.length));
    assertThatThrownBy(() -> giver.objects().read(bucket, KEY)).isInstanceOf(S3Exception.class);
  }

  @Test
  void bytesThatAreHereThroughAnotherBucket_areOpenOnceAMemberHasShownToHaveThem() {
    Bucket own = taker.create("own");
    taker.objects().put(own, KEY, LARGE);
    Bucket bucket = shared("photos", LARGE);

    giver.shared.clear();
    assertClosed(bucket, ByteRange.all(LARGE.length));
    giver.shared.add(bucket.id());
    assertThat(taker.objects().read(bucket, KEY)).isEqualTo(LARGE);
    giver.shared.clear();
    assertThat(taker.objects().read(bucket, KEY)).as("from now on").isEqualTo(LARGE);
  }

  /** Of a blob of which only parts are here they are as closed to others as the whole. */
  @Test
  void partsThatCameThroughOneBucket_areClosedToAnother() {
    Bucket bucket = shared("photos", LARGE);
    ByteRange range = new ByteRange(0, 10);
    assertThat(read(bucket, range)).isEqualTo(slice(range));
    Bucket other = giver.create("other");
    Bucket here = taker.join(other);
    taker.learn(here, taker.objects().require(bucket, KEY));

    assertClosed(here, range);
  }

  private byte[] read(Bucket bucket, ByteRange range) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StoredVersion version = taker.objects().require(bucket, KEY);
    for (Content content : taker.stores.stores().objects().open(bucket, version, range)) {
      try (content;
          ContentReader reader = content.reader()) {
        for (Optional<ByteBuffer> piece = reader.next(); piece.isPresent(); piece = reader.next()) {
          byte[] bytes = new byte[piece.get().remaining()];
          piece.get().duplicate().get(bytes);
          out.writeBytes(bytes);
        }
      }
    }
    return out.toByteArray();
  }

  private static byte[] slice(ByteRange range) {
    int from = Math.toIntExact(range.offset());
    return Arrays.copyOfRange(LARGE, from, Math.toIntExact(range.end()));
  }

  private void assertClosed(Bucket bucket, ByteRange range) {
    assertThatThrownBy(() -> read(bucket, range))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> assertThat(e.code()).isEqualTo(S3ErrorCode.SERVICE_UNAVAILABLE));
  }
}
