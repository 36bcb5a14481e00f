package io.horizonpush.fallback.fill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.fallback.origin.KnownOrigins.KnownOrigin;
import io.horizonpush.fallback.server.FaultyOrigin;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Freshness;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.LentOrigins;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.MemberOrigins;
import io.horizonpush.s3.store.ObjectListing;
import io.horizonpush.s3.store.PinnedObject;
import io.horizonpush.s3.store.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bytes of an origin that another member fetches, and what becomes of them when it leaves. */
@Timeout(120)
class MemberBodiesTest {

  private static final ObjectKey LARGE = new ObjectKey("large");
  private static final ObjectKey SMALL = new ObjectKey("small");

  private final byte[] large = Bytes.random(1, 3_000_000);
  private final byte[] small = Bytes.random(2, 90_000);

  @TempDir Path directory;
  private final Member member = new Member();
  private FaultyOrigin server;
  private ReadingNode other;
  private ReadingNode node;
  private Bucket bucket;

  @BeforeEach
  void start() throws IOException {
    server = FaultyOrigin.start();
    server.put("large", large, 1);
    server.put("small", small, 1);
    other = new ReadingNode(Files.createDirectory(directory.resolve("other")));
    KnownOrigin there = other.know("cloud", server.url(), "bucket", "");
    member.bucket = Optional.of(other.create("bucket", Freshness.USUAL, there));
    member.lent = Optional.of(other.lent());
    node = new ReadingNode(Files.createDirectory(directory.resolve("node")), member);
    bucket = node.create("bucket", Freshness.USUAL, node.know("cloud", server.url(), "bucket", ""));
  }

  @AfterEach
  void stop() throws IOException {
    node.close();
    other.close();
    server.close();
  }

  /** Another node of the process, which is asked without a connection. */
  private static final class Member implements MemberOrigins {

    private Optional<LentOrigins> lent = Optional.empty();
    private Optional<Bucket> bucket = Optional.empty();

    /** After how many bytes it leaves. */
    private int leavesAfter = Integer.MAX_VALUE;

    /** What it says beyond the truth of how long an object is. */
    private int off;

    @Override
    public boolean serve(BucketId any, OriginId origin) {
      return lent.orElseThrow().of(bucket.orElseThrow().id()).contains(origin);
    }

    @Override
    public boolean isOurTurn(BucketId any, OriginId origin, ObjectKey key) {
      return lent.isEmpty();
    }

    @Override
    public Optional<StoredVersion> find(BucketId any, OriginId origin, ObjectKey key) {
      return lent.orElseThrow().find(bucket.orElseThrow().id(), origin, key);
    }

    @Override
    public ObjectListing list(BucketId any, OriginId origin, ListQuery query) {
      return lent.orElseThrow().list(bucket.orElseThrow().id(), origin, query);
    }

    @Override
    public Optional<Body> open(PinnedObject object, Optional<ByteRange> range, Turn turn) {
      PinnedObject there =
          new PinnedObject(bucket.orElseThrow().id(), object.origin(), object.key(), object.tag());
      return lent.orElseThrow()
          .open(there, range)
          .map(
              opened -> {
                try (opened) {
                  byte[] bytes = Bytes.all(opened.contents());
                  return new Body(opened.size() + off, bytes.length, new Leaving(bytes));
                }
              });
    }

    private final class Leaving extends InputStream {

      private final InputStream bytes;
      private int read;

      Leaving(byte[] bytes) {
        this.bytes = new ByteArrayInputStream(bytes);
      }

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        if (read >= leavesAfter) {
          throw new IOException("It left.");
        }
        int some = bytes.read(into, offset, Math.min(length, leavesAfter - read));
        read += Math.max(some, 0);
        return some;
      }
    }
  }

  private byte[] read(ObjectKey key) {
    return node.objects().read(bucket, key);
  }

  private void awaitKept(ReadingNode by, Bucket of, ObjectKey key) {
    await()
        .until(
            () ->
                by.here()
                    .find(of, key)
                    .filter(each -> each.body() instanceof ObjectBody.Blobs)
                    .isPresent());
  }

  @Test
  void whatAMemberFetches_comesFromTheOriginOnce_andIsKeptByBoth() {
    for (ObjectKey key : List.of(LARGE, SMALL)) {
      assertThat(node.source(bucket, key)).isEqualTo(Source.PEER);
      awaitKept(node, bucket, key);
      awaitKept(other, member.bucket.orElseThrow(), key);
    }
    assertThat(read(LARGE)).isEqualTo(large);
    assertThat(read(SMALL)).isEqualTo(small);
    assertThat(server.count("GET")).isEqualTo(2);
  }

  @Test
  void aMemberThatLeaves_isFollowedByTheOrigin_fromThereOn() {
    other.objects().read(member.bucket.orElseThrow(), LARGE);
    awaitKept(other, member.bucket.orElseThrow(), LARGE);
    long before = server.sent();
    member.leavesAfter = 2_000_000;

    assertThat(read(LARGE)).isEqualTo(large);

    assertThat(server.count("GET")).isEqualTo(2);
    assertThat(server.sent() - before).isEqualTo(1_000_000);
    assertThat(server.requests().getLast().header("range")).contains("bytes=2000000-2999999");
  }

  @Test
  void aMemberThatSpeaksOfAnotherLength_isNotListenedTo() {
    member.off = 1;

    assertThat(read(SMALL)).isEqualTo(small);
    assertThat(read(LARGE)).isEqualTo(large);
    await()
        .untilAsserted(
            () -> assertThat(node.counts().of(ReadCounts.Kind.FILLED)).containsEntry("cloud", 2L));
  }

  @Test
  void withoutAccess_allComesByAMember() {
    ReadingNode without = node;
    without.deny(bucket);

    assertThat(without.source(bucket, LARGE)).isEqualTo(Source.PEER);
    assertThat(read(SMALL)).isEqualTo(small);
    assertThat(without.objects().find(bucket, new ObjectKey("nowhere"))).isEmpty();
    member.leavesAfter = 1_000_000;
    ObjectKey again = new ObjectKey("again");
    server.put("again", large, 3);
    assertThat(read(again)).isEqualTo(large); // Each answer brings some of it.
    awaitKept(without, bucket, again);
    assertThat(
            without
                .here()
                .store()
                .local(bucket, again, without.here().require(bucket, again).id())
                .orElseThrow()
                .confirmations())
        .as("it goes by nobody's word when it lets bytes go")
        .isEmpty();
  }
}
