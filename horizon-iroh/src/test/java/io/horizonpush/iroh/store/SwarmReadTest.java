package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.iroh.store.TamperedShelf.Manner;
import io.horizonpush.iroh.swarm.Holding;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A blob that comes from several real nodes at once: who gives how much of it, and what becomes of
 * those who are slow, silent, gone or lying. What it says of speed holds on any machine, since it
 * is the shares that are looked at, under limits.
 */
@Timeout(180)
class SwarmReadTest extends MembersWithBytes {

  private static final long MIB = 1 << 20;
  private static final byte[] BLOB = Bytes.random(15, (24 << 20) + 77);
  private static final int CUTS =
      Integer.parseInt(System.getenv().getOrDefault("HORIZON_CUT_TRANSFERS", "10"));
  private static final long SEED =
      Long.parseLong(
          System.getenv().getOrDefault("HORIZON_CUT_TRANSFERS_SEED", "" + System.nanoTime()));

  @TempDir Path secondFolder;
  private Member second;
  private Bucket bucket;

  @BeforeEach
  void openAnother() {
    second = new Member(secondFolder);
    second.other = Optional.of(taker);
    second.more.add(giver);
    giver.more.add(second);
    taker.more.add(second);
    bucket = giver.create("photos");
    StoredVersion version = giver.objects().put(bucket, KEY, BLOB);
    taker.learn(taker.join(bucket), version);
    second.learn(second.join(bucket), version);
  }

  @AfterEach
  void closeAnother() {
    second.close();
  }

  /** The second giver has all of it, too. */
  private void fill() {
    read(second, ByteRange.all(BLOB.length));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                second
                    .shelf
                    .holding(taker.network.self(), bucket.id(), second.hash(BLOB))
                    .equals(new Holding.Whole()));
  }

  private byte[] read(Member member, ByteRange range) {
    return read(member, bucket, range);
  }

  private long from(Member member) {
    return taker.fetched().from(member.network.self());
  }

  private void assertNothingTwice() {
    assertThat(taker.peers.conduct().again()).isZero();
    assertThat(taker.fetched().total()).isLessThanOrEqualTo(BLOB.length * 102L / 100);
  }

  @Test
  void twoWhoAreEquallyFast_giveHalfEach_andNothingComesTwice() {
    fill();
    giver.limit(8 * MIB);
    second.limit(8 * MIB);

    assertThat(read(taker, ByteRange.all(BLOB.length))).isEqualTo(BLOB);

    assertThat(from(giver)).isGreaterThan(BLOB.length * 35L / 100);
    assertThat(from(second)).isGreaterThan(BLOB.length * 35L / 100);
    assertNothingTwice();
  }

  @Test
  void oneThatGoesAtHalf_isNotNoticed() throws Exception {
    fill();
    giver.limit(8 * MIB);
    second.limit(8 * MIB);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<byte[]> reading = threads.submit(() -> read(taker, ByteRange.all(BLOB.length)));
      await().atMost(PATIENCE).until(() -> taker.fetched().total() >= BLOB.length / 2);
      second.network.close();

      assertThat(reading.get()).isEqualTo(BLOB);
    }
    assertNothingTwice();
  }

  @Test
  void oneThatIsSilent_losesWhatItWasAskedFor() {
    fill();
    giver.limit(8 * MIB);
    second.tampered.be(Manner.SILENT);

    assertThat(read(taker, ByteRange.all(BLOB.length))).isEqualTo(BLOB);

    assertThat(second.tampered.opened).hasPositiveValue();
    assertThat(from(second)).isZero();
    assertThat(taker.peers.conduct().handedOn()).isPositive();
    assertNothingTwice();
  }

  @Test
  void oneAtAHundredthOfTheRate_harmsNobody() {
    fill();
    giver.limit(8 * MIB);
    second.limit(8 * MIB / 100);
    long begun = System.nanoTime();

    assertThat(read(taker, ByteRange.all(BLOB.length))).isEqualTo(BLOB);

    assertThat(from(second)).isLessThan(BLOB.length / 10);
    assertThat(System.nanoTime() - begun)
        .as("3 s by the other alone; 12 s for each window of the slow one")
        .isLessThan(PATIENCE.toNanos() / 6);
    assertNothingTwice();
  }

  @Test
  void oneThatLies_isAskedNoMore_forOtherBlobsNeither() {
    fill();
    giver.limit(8 * MIB);
    second.tampered.be(Manner.LYING);

    assertThat(read(taker, ByteRange.all(BLOB.length))).isEqualTo(BLOB);

    assertThat(taker.peers.conduct().lies()).isPositive();
    assertThat(from(second)).isZero();
    assertNothingTwice();
    int asked = second.tampered.opened.get();
    StoredVersion other = giver.objects().put(bucket, new ObjectKey("b"), LARGE);
    second.learn(bucketOf(second), other);
    taker.learn(bucketOf(taker), other);
    assertThat(second.objects().read(bucketOf(second), other.key())).isEqualTo(LARGE);
    assertThat(taker.objects().read(bucketOf(taker), other.key())).isEqualTo(LARGE);
    assertThat(second.tampered.opened).hasValue(asked);
  }

  private static Bucket bucketOf(Member member) {
    return member.stores.stores().buckets().find(new BucketName("photos")).orElseThrow();
  }

  /** Neither has all of it. */
  @Test
  void whoHasAPart_givesThat() {
    ByteRange half = new ByteRange(0, 12 * MIB);
    assertThat(read(second, half)).hasSize((int) half.length());
    giver.limit(2 * MIB);

    assertThat(read(taker, ByteRange.all(BLOB.length))).isEqualTo(BLOB);

    assertThat(from(second)).isBetween(6 * MIB, 12 * MIB + 2 * GROUP);
    assertNothingTwice();
  }

  @Test
  void whoHasItMeanwhile_joins() throws Exception {
    giver.limit(2 * MIB);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<byte[]> reading = threads.submit(() -> read(taker, ByteRange.all(BLOB.length)));
      await().atMost(PATIENCE).until(() -> taker.fetched().total() >= 2 * MIB);
      assertThat(read(second, new ByteRange(20 * MIB, 4 * MIB))).hasSize((int) (4 * MIB));

      assertThat(reading.get()).isEqualTo(BLOB);
    }
    assertThat(from(second)).isPositive();
    assertNothingTwice();
  }

  @Test
  void manyWhoRead_shareWhatComes() throws Exception {
    fill();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<byte[]>> reads =
          IntStream.range(0, 8)
              .mapToObj(each -> threads.submit(() -> read(taker, ByteRange.all(BLOB.length))))
              .toList();
      for (Future<byte[]> read : reads) {
        assertThat(read.get()).isEqualTo(BLOB);
      }
    }
    assertNothingTwice();
  }

  /**
   * Who reads leaves, or who gives refuses, at any moment: what came is kept, and the next read
   * goes on behind it.
   */
  @Test
  @Timeout(1200)
  void transfersThatAreCut_completeWithTheNextRead_andNextToNothingComesTwice() throws Exception {
    System.out.println("HORIZON_CUT_TRANSFERS_SEED=" + SEED);
    Random random = new Random(SEED);
    giver.limit(16 * MIB);
    second.limit(16 * MIB);
    long asked = 0;
    for (int cut = 0; cut < CUTS; cut++) {
      byte[] blob =
          Bytes.random(random.nextLong(), (int) (4 * MIB) + random.nextInt((int) (4 * MIB)));
      ObjectKey key = new ObjectKey("cut-" + cut);
      StoredVersion version = giver.objects().put(bucket, key, blob);
      second.learn(bucketOf(second), version);
      taker.learn(bucketOf(taker), version);
      if (random.nextBoolean()) {
        assertThat(second.objects().read(bucketOf(second), key)).isEqualTo(blob);
      }

      long before = taker.fetched().total();
      boolean leaves = random.nextBoolean();
      int at = random.nextInt(blob.length);
      cut(version, at, leaves);
      giver.tampered.be(Manner.HONEST);
      second.tampered.be(Manner.HONEST);

      assertThat(taker.objects().read(bucketOf(taker), key))
          .as("cut %d at %d", cut, at)
          .isEqualTo(blob);
      asked += blob.length;
      assertThat(taker.fetched().total() - before).isGreaterThanOrEqualTo(blob.length);
    }
    assertThat(taker.fetched().total()).isLessThanOrEqualTo(asked * 102 / 100);
    assertThat(taker.peers.conduct().lies()).isZero();
  }

  /** Reads up to a place, where somebody ends it. */
  private void cut(StoredVersion version, int at, boolean leaves) {
    long read = 0;
    ByteRange all = ByteRange.all(version.size());
    try {
      for (Content content : taker.stores.stores().objects().open(bucketOf(taker), version, all)) {
        try (content;
            ContentReader reader = content.reader()) {
          Optional<ByteBuffer> piece = reader.next();
          while (piece.isPresent()) {
            read += piece.get().remaining();
            if (read >= at && leaves) {
              return;
            }
            if (read >= at) {
              giver.tampered.be(Manner.REFUSING);
              second.tampered.be(Manner.REFUSING);
            }
            piece = reader.next();
          }
        }
      }
    } catch (S3Exception e) {
      assertThat(leaves).as(e.getMessage()).isFalse();
    }
  }
}
