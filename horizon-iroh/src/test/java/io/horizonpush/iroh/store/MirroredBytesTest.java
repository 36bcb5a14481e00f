package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.swarm.Prefetch;
import io.horizonpush.iroh.swarm.PullPolicy;
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

    Prefetch some = new Prefetch(taker.stores.stores().objects(), taker.peers, bucket, "far/");
    some.run();

    assertThat(some.progress())
        .isEqualTo(new Prefetch.Progress(Prefetch.State.DONE, 2, 1, 400_000, 1));
    assertThat(taker.status(LARGE)).isEqualTo(new BlobStatus.Absent());
    Prefetch all = new Prefetch(taker.stores.stores().objects(), taker.peers, bucket, "");
    all.run();
    assertThat(all.progress())
        .isEqualTo(new Prefetch.Progress(Prefetch.State.DONE, 3, 1, LARGE.length, 1));
  }
}
