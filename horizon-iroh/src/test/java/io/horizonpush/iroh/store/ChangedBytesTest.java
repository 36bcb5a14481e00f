package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.swarm.PullPolicy;
import io.horizonpush.iroh.swarm.TreeQuestion;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.store.Bytes;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Of an object that was overwritten only what changed comes to a node that had it before. */
@Timeout(180)
class ChangedBytesTest extends MembersWithBytes {

  private static final byte[] FIRST = Bytes.random(21, (8 << 20) + 77);
  private static final int[] PLACES = {0, 3_000_000, 3_000_001, 8 << 20};

  /** The groups that the places are in, and what comes before trees are compared. */
  private static final int DIFFERENT = 3 * GROUP + (64 << 10);

  @Test
  void aChangedObject_comesByWhatChanged() {
    byte[] second = changed(FIRST);
    Bucket bucket = overwritten(FIRST, second);
    assertThat(taker.objects().read(bucket, KEY)).isEqualTo(second);
    assertThat(taker.peers.conduct().spared()).isGreaterThanOrEqualTo(second.length - DIFFERENT);
    awaitHeld(bucket, second);
    taker.stores.content().deletion().run();
    assertThat(taker.isKnown(FIRST)).as("kept in vain").isFalse();
    giver.shared.clear();
    assertThat(taker.objects().read(bucket, KEY)).isEqualTo(second);
  }

  @Test
  void aMirror_takesWhatChanged() {
    byte[] second = changed(FIRST);
    Bucket bucket = overwritten(FIRST, second);
    taker.mirror.set(bucket.id(), PullPolicy.MIRROR);
    taker.mirror.run();
    assertThat(taker.mirror.missing()).isZero();
    assertThat(taker.peers.conduct().spared())
        .isGreaterThanOrEqualTo(second.length - (1 << 20) - DIFFERENT);
  }

  @Test
  void anObjectThatGrew_comesByWhatWasAppended() {
    byte[] second = Arrays.copyOf(FIRST, FIRST.length + (1 << 20));
    Bucket bucket = overwritten(FIRST, second);
    assertThat(taker.objects().read(bucket, KEY)).isEqualTo(second);
    assertThat(taker.peers.conduct().spared())
        .isGreaterThanOrEqualTo(FIRST.length - 2 * GROUP - (64 << 10));
  }

  @Test
  void aHundredPlacesOfALargeObject_moveTheirGroups_andLittleElse() {
    int length = 64 << 20;
    byte[] first = Bytes.random(24, length);
    byte[] second = first.clone();
    Set<Integer> groups = new HashSet<>();
    Random places = new Random(25);
    for (int i = 0; i < 100; i++) {
      int place = places.nextInt(length);
      second[place] ^= 1;
      groups.add(place / GROUP);
    }
    Bucket bucket = overwritten(first, second);
    AtomicLong told = new AtomicLong();
    giver.told =
        parts -> {
          parts.forEach(part -> told.addAndGet(part.length));
          return parts;
        };
    assertThat(taker.objects().read(bucket, KEY)).isEqualTo(second);
    long moved = length - taker.peers.conduct().spared();
    assertThat(moved).isBetween((long) groups.size() * GROUP, (groups.size() + 4L) * GROUP);
    assertThat(told.get()).isLessThan(length / 200);
  }

  @Test
  void aNewObject_costsAFewPartsOfATree() {
    byte[] second = Bytes.random(22, FIRST.length);
    Bucket bucket = overwritten(FIRST, second);
    assertThat(taker.objects().read(bucket, KEY)).isEqualTo(second);
    assertThat(taker.peers.conduct().spared()).isZero();
    assertThat(taker.asked.get()).isBetween(1, 64);
  }

  @Test
  void aSmallRange_isNotWorthAComparison() {
    byte[] second = changed(FIRST);
    Bucket bucket = overwritten(FIRST, second);
    assertThat(read(bucket, new ByteRange(5_000_000, 1000)))
        .isEqualTo(Arrays.copyOfRange(second, 5_000_000, 5_001_000));
    assertThat(taker.asked).hasValue(0);
  }

  @Test
  void earlierBytesThatRotted_comeFromTheOther() throws IOException {
    byte[] second = changed(FIRST);
    Bucket bucket = overwritten(FIRST, second);
    taker.damage(FIRST, 5_000_000);
    assertThat(taker.objects().read(bucket, KEY)).isEqualTo(second);
    assertThat(taker.peers.conduct().spared()).isPositive();
  }

  @Test
  void aTreeThatIsNotTheBlobs_isNotBelieved() {
    byte[] second = changed(FIRST);
    Bucket bucket = overwritten(FIRST, second);
    giver.told =
        parts -> {
          parts.forEach(part -> part[0] ^= 1);
          return parts;
        };
    assertThat(taker.objects().read(bucket, KEY)).isEqualTo(second);
    assertThat(taker.peers.conduct().spared()).isZero();
  }

  @Test
  void aTreeOfWhatCameThroughAnotherBucket_isToldToNobody() {
    byte[] secret = Bytes.random(23, 4 << 20);
    Bucket bucket = overwritten(FIRST, changed(FIRST));
    Bucket own = giver.create("own");
    giver.objects().put(own, KEY, secret);
    giver.shared.remove(own.id());
    TreeQuestion asked =
        new TreeQuestion(bucket.id(), giver.hash(secret), List.of(ByteRange.all(secret.length)));
    assertThat(giver.shelf.parts(taker.network.self(), asked)).isEmpty();
  }

  private static byte[] changed(byte[] bytes) {
    byte[] changed = bytes.clone();
    for (int place : PLACES) {
      changed[place] ^= 1;
    }
    return changed;
  }

  /** A bucket whose object the taker had, and that the giver overwrote. */
  private Bucket overwritten(byte[] first, byte[] second) {
    Bucket bucket = giver.create("photos");
    Bucket here = taker.join(bucket);
    taker.learn(here, giver.objects().put(bucket, KEY, first));
    assertThat(taker.objects().read(here, KEY)).isEqualTo(first);
    awaitHeld(here, first);
    taker.learn(here, giver.objects().put(bucket, KEY, second));
    return here;
  }
}
