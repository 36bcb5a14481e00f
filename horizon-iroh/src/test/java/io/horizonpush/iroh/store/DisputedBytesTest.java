package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.horizonpush.iroh.content.PeerRecords;
import io.horizonpush.iroh.index.Place;
import io.horizonpush.iroh.swarm.Repair;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BlobStore.BlobStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Members that say what is not so, and blobs that are damaged: nobody is kept from the right bytes,
 * and nobody gets others.
 */
@Timeout(180)
class DisputedBytesTest extends MembersWithBytes {

  /** It would deny everybody every object that it says to have. */
  @Test
  void whoSaysToHaveABlobAndGivesNothing_keepsNobodyFromIt(@TempDir Path liarFolder) {
    Bucket bucket = shared("photos", LARGE);
    try (Member liar = new Member(liarFolder)) {
      taker.liar = Optional.of(liar);

      assertThat(taker.objects().read(bucket, KEY)).isEqualTo(LARGE);
    }
  }

  @Test
  void aReadThatNobodyCanAnswer_leavesNothingBehind(@TempDir Path liarFolder) {
    Bucket bucket = shared("photos", LARGE);
    giver.shared.clear();

    assertThatThrownBy(() -> read(bucket, ByteRange.all(LARGE.length)))
        .hasMessageNotContaining(giver.network.self().hex());
    assertThat(taker.files()).isEmpty();
    try (Member liar = new Member(liarFolder)) {
      taker.liar = Optional.of(liar);
      assertThatThrownBy(() -> read(bucket, ByteRange.all(LARGE.length)))
          .isInstanceOf(S3Exception.class)
          .hasMessageContaining("none of the 1 members")
          .hasMessageNotContaining(liar.network.self().hex());
    }
  }

  /** Whoever names a hash first may say anything of its length. */
  @Test
  void aRecordThatGivesABlobAnotherLength_isShownWrong_andKeepsNobodyFromIt() {
    Bucket lies = taker.create("lies");
    List<Long> wrong = List.of(1L << 42, LARGE.length + 1L, LARGE.length - 1L, 5L);
    for (long length : wrong) {
      taker.name(lies, new ObjectKey("lie-" + length), LARGE, length);
    }
    Bucket bucket = shared("photos", LARGE);

    assertThat(read(bucket, new ByteRange(100, 10))).isEqualTo(slice(new ByteRange(100, 10)));
    assertThat(taker.objects().read(bucket, KEY)).isEqualTo(LARGE);
    awaitHeld(bucket);
    for (long length : wrong) {
      ObjectKey lie = new ObjectKey("lie-" + length);
      assertThatThrownBy(() -> taker.objects().read(lies, lie))
          .isInstanceOfSatisfying(
              S3Exception.class,
              e -> assertThat(e.code()).isEqualTo(S3ErrorCode.SERVICE_UNAVAILABLE));
    }
    assertThat(taker.status(LARGE)).isEqualTo(new BlobStatus.Complete(LARGE.length));
  }

  @Test
  void whatWasBegunWithAWrongLength_isBegunAnew() {
    Bucket other = giver.create("other");
    Bucket here = taker.join(other);
    taker.name(here, new ObjectKey("lie"), LARGE, LARGE.length - 1L);
    taker.learn(here, giver.objects().put(other, KEY, LARGE));
    assertThatThrownBy(() -> taker.objects().read(here, new ObjectKey("lie")))
        .isInstanceOf(S3Exception.class);
    assertThat(taker.files()).as("it was begun").hasSize(1);

    assertThat(taker.objects().read(here, KEY)).isEqualTo(LARGE);
    awaitHeld(here);
    assertThat(taker.status(LARGE)).isEqualTo(new BlobStatus.Complete(LARGE.length));
  }

  /** Else each of its readers would fetch it for ever. */
  @Test
  void aBlobThatWasDamaged_isFetchedAnew_andIsSoundFromThen() throws IOException {
    Bucket bucket = shared("photos", LARGE);
    assertThat(taker.objects().read(bucket, KEY)).isEqualTo(LARGE);
    awaitHeld(bucket);
    Place before = taker.place(LARGE);
    taker.damage(LARGE, 100 * GROUP + 7);
    reopenTaker(bucket);
    ByteRange part = new ByteRange(100 * GROUP, 100);

    assertThat(read(bucket, part)).as("a part").isEqualTo(slice(part));

    await().atMost(PATIENCE).until(() -> !taker.place(LARGE).equals(before));
    giver.shared.clear();
    assertThat(taker.objects().read(bucket, KEY)).as("without anybody").isEqualTo(LARGE);
    assertThat(taker.status(LARGE)).isEqualTo(new BlobStatus.Complete(LARGE.length));
  }

  @Test
  void whatAScrubFindsDamaged_isRepaired_byWhatIsDamagedAndNoMore() throws IOException {
    Bucket bucket = shared("photos", LARGE);
    assertThat(taker.objects().read(bucket, KEY)).isEqualTo(LARGE);
    awaitHeld(bucket);
    taker.damage(LARGE, 100 * GROUP + 7);
    ByteRange all = ByteRange.all(LARGE.length);
    assertThat(taker.stores.content().scrub(taker.hash(LARGE), all)).hasValue(1);

    giver.shared.clear();
    Repair alone = new Repair(taker.stores.index(), taker.peers, _ -> false);
    alone.run();
    assertThat(alone.repaired()).as("nobody gives it").isZero();

    giver.shared.add(bucket.id());
    Repair repair = new Repair(taker.stores.index(), taker.peers, _ -> false);
    repair.run();
    assertThat(repair.repaired()).isOne();
    assertThat(taker.peers.conduct().spared()).isGreaterThanOrEqualTo(LARGE.length - (1 << 20));
    giver.shared.clear();
    assertThat(taker.objects().read(bucket, KEY)).isEqualTo(LARGE);
    assertThat(taker.stores.content().scrub(taker.hash(LARGE), all)).hasValue(0);
  }

  /** What a member finds damaged while it gives it goes into quarantine at the member. */
  @Test
  void whatIsFoundDamagedWhileItIsGiven_isGivenToNobodyAnyMore() throws IOException {
    Bucket bucket = shared("photos", LARGE);
    giver.damage(LARGE, 100 * GROUP + 7);

    assertClosed(bucket, new ByteRange(100 * GROUP, 100));

    BlobHash hash = giver.hash(LARGE);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              try (PeerRecords.Kept kept =
                  giver.stores.content().peerRecords().read(hash).orElseThrow()) {
                assertThat(kept.parts())
                    .hasValue(
                        List.of(
                            new ByteRange(0, 100 * GROUP),
                            new ByteRange(101 * GROUP, LARGE.length - 101 * GROUP)));
              }
            });
    ByteRange sound = new ByteRange(101 * GROUP, 1000);
    assertThat(read(bucket, sound)).isEqualTo(slice(sound));
  }
}
