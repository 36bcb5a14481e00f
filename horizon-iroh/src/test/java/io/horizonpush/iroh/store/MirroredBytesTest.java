package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.iroh.index.TransferRecord;
import io.horizonpush.iroh.index.TransferRecord.Figures;
import io.horizonpush.iroh.index.TransferRecord.State;
import io.horizonpush.iroh.swarm.Prefetches;
import io.horizonpush.iroh.swarm.PullPolicy;
import io.horizonpush.iroh.transfer.Transfer;
import io.horizonpush.iroh.transfer.Transfers;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.store.BlobStore.BlobStatus;
import io.horizonpush.s3.store.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bytes that are fetched before anybody reads them. */
@Timeout(180)
class MirroredBytesTest extends MembersWithBytes {

  @Test
  void aMirroredBucket_hasAllThatAMemberHas_beforeAnybodyReads_alsoOverARestart() {
    Bucket bucket = shared("photos", LARGE);
    taker.mirror.run();
    assertThat(taker.mirror.missing()).as("not mirrored").isZero();

    taker.mirror.set(bucket.id(), PullPolicy.MIRROR);
    giver.shared.clear();
    taker.mirror.run();
    assertThat(taker.mirror.missing()).as("nobody gives it").isOne();
    reopenTaker(bucket);
    assertThat(taker.mirror.policy(bucket.id())).isEqualTo(PullPolicy.MIRROR);
    giver.shared.add(bucket.id());
    taker.mirror.run();

    assertThat(taker.mirror.missing()).isZero();
    giver.shared.clear();
    assertThat(taker.objects().read(bucket, KEY)).isEqualTo(LARGE);
    taker.mirror.set(bucket.id(), PullPolicy.ON_DEMAND);
    assertThat(taker.mirror.policy(bucket.id())).isEqualTo(PullPolicy.ON_DEMAND);
  }

  @Test
  void prefetching_bringsWhatBeginsAlike_andSaysWhatNobodyHas() {
    Bucket bucket = shared("photos", LARGE);
    byte[] other = Bytes.random(6, 400_000);
    ObjectKey far = new ObjectKey("far/object");
    taker.learn(bucket, giver.objects().put(bucket, far, other));
    taker.name(bucket, new ObjectKey("far/nowhere"), Bytes.random(7, 10), 500_000);

    TransferRecord some = prefetch(bucket, "far/");

    assertThat(some.course().state()).isEqualTo(State.FAILED);
    assertThat(some.course().why()).hasValue("1 blobs could be had from no member.");
    assertThat(some.figures()).isEqualTo(new Figures(2, 1, 900_000, 400_000, 0, 0, 0, 1));
    assertThat(taker.status(LARGE)).isEqualTo(new BlobStatus.Absent());
    assertThat(prefetch(bucket, "").figures())
        .isEqualTo(new Figures(3, 1, 900_000 + LARGE.length, LARGE.length, 400_000, 0, 0, 1));
  }

  private TransferRecord prefetch(Bucket bucket, String prefix) {
    Transfers transfers = taker.transfers();
    try (Prefetches prefetches =
        new Prefetches(taker.stores.stores().objects(), _ -> bucket, taker.peers, transfers)) {
      Transfer begun = prefetches.begin(bucket.id(), prefix);
      await().until(() -> begun.state() != State.RUNNING);
      return transfers.view().require(begun.id()).transfer();
    }
  }
}
