package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.horizonpush.iroh.index.SecretBox;
import io.horizonpush.iroh.index.TransferRecord;
import io.horizonpush.iroh.index.TransferRecord.Purpose;
import io.horizonpush.iroh.index.TransferRecord.Source;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.store.BlobStore.BlobStatus;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bytes that another member of a bucket has, between the real stores of two nodes. */
@Timeout(180)
class BytesOfMembersTest extends MembersWithBytes {

  @Test
  void bytesComeWhileTheyAreRead_andStay() {
    Bucket bucket = shared("photos", LARGE);
    assertThat(taker.status(LARGE)).isEqualTo(new BlobStatus.Absent());

    assertThat(taker.objects().read(bucket, KEY)).isEqualTo(LARGE);

    awaitHeld(bucket);
    assertThat(taker.status(LARGE)).isEqualTo(new BlobStatus.Complete(LARGE.length));
    giver.shared.clear();
    taker.shared.clear();
    assertThat(taker.objects().read(bucket, KEY)).as("without anybody").isEqualTo(LARGE);
  }

  @Test
  void whatAMemberTakes_isATransferUp_whereItIsTaken() {
    Bucket bucket = shared("photos", LARGE);

    assertThat(taker.objects().read(bucket, KEY)).isEqualTo(LARGE);

    Supplier<List<TransferRecord>> given =
        () ->
            giver.transfers().live(Purpose.SERVE).stream()
                .map(each -> giver.transfers().view().require(each.id()).transfer())
                .toList();
    await()
        .untilAsserted(
            () ->
                assertThat(given.get())
                    .singleElement()
                    .satisfies(
                        up -> {
                          assertThat(up.place().bucket()).isEqualTo(bucket.id());
                          assertThat(up.figures().came()).isEqualTo(LARGE.length);
                          assertThat(up.sources())
                              .extracting(Source::name)
                              .containsExactly(taker.stores.node().nodeId());
                        }));
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
    awaitHeld(bucket);
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
    awaitHeld(bucket);
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

  /** It has the same id, so whoever remembers what it held would open what others have. */
  @Test
  void aBucketThatIsLeftAndJoinedAgain_opensNothingOfWhatItHeld() {
    Bucket own = taker.create("own");
    taker.objects().put(own, KEY, LARGE);
    Bucket bucket = shared("photos", LARGE);
    assertThat(taker.objects().read(bucket, KEY)).isEqualTo(LARGE);
    awaitHeld(bucket);
    assertThat(taker.objects().read(bucket, KEY)).as("which is remembered").isEqualTo(LARGE);
    StoredVersion version = taker.objects().require(bucket, KEY);
    SecretBox box = new SecretBox(taker.stores.node().secretsKey());

    taker.stores.stores().shares(box).leave(bucket.id());
    Bucket again = taker.join(bucket);
    taker.learn(again, version);
    giver.shared.clear();

    assertClosed(again, ByteRange.all(LARGE.length));
  }
}
