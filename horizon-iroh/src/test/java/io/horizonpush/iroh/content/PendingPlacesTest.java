package io.horizonpush.iroh.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.content.PendingPlaces.Fate;
import io.horizonpush.iroh.content.PendingPlaces.Pending;
import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.iroh.index.Place;
import io.horizonpush.s3.model.BlobHash;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PendingPlacesTest {

  private static final BlobHash BLOB = new BlobHash(1, 2, 3, 4);

  private final PendingPlaces places = new PendingPlaces();

  private Pending stored(long file, boolean durable) {
    return places.add(new StoredRecord(BLOB, 10, file, 0), true, durable);
  }

  @Test
  void aPlaceThatWasTaken_isNamed() {
    Pending place = stored(7, true);
    assertThat(places.take(BLOB)).contains(new Place(7, 0, true));
    places.committed();
    assertThat(places.remove(place)).isEqualTo(Fate.NAMED);
    assertThat(places.find(BLOB)).isEmpty();
  }

  @Test
  void aPlaceThatNobodyTook_isUnused() {
    assertThat(places.remove(stored(7, true))).isEqualTo(Fate.UNUSED);
    assertThat(places.take(BLOB)).isEmpty();
  }

  @Test
  void aPlaceWhoseTransactionWasUndone_isUncertainUntilItIsTakenAgain() {
    Pending place = stored(7, true);
    Pending other = stored(8, true);
    assertThat(places.take(BLOB)).isPresent();
    places.undone();
    assertThat(places.remove(place)).isEqualTo(Fate.UNCERTAIN);
    assertThat(places.take(BLOB)).contains(new Place(8, 0, true));
    places.undone();
    assertThat(places.take(BLOB)).contains(new Place(8, 0, true));
    assertThat(places.remove(other)).isEqualTo(Fate.NAMED);
  }

  @Test
  void whatWasCommitted_isNotUndoneByALaterTransaction() {
    Pending place = stored(7, true);
    assertThat(places.take(BLOB)).isPresent();
    places.committed();
    places.undone();
    assertThat(places.remove(place)).isEqualTo(Fate.NAMED);
  }

  @Test
  void aPlaceThatIsHeldTwice_goesWithTheSecond() {
    Pending place = stored(7, true);
    assertThat(places.hold(BLOB)).contains(place);
    assertThat(places.remove(place)).isEqualTo(Fate.HELD);
    assertThat(places.find(BLOB)).contains(place);
    assertThat(places.remove(place)).isEqualTo(Fate.UNUSED);
  }

  @Test
  void whatWasStoredWithoutWaiting_isSyncedOnceItIsTaken() {
    AtomicInteger syncs = new AtomicInteger();
    places.syncBy(syncs::incrementAndGet);
    Pending _ = stored(7, false);
    places.makeDurable();
    assertThat(syncs).hasValue(0);
    assertThat(places.take(BLOB)).isPresent();
    places.makeDurable();
    assertThat(syncs).hasValue(1);
    places.makeDurable();
    assertThat(syncs).hasValue(1);
  }

  @Test
  void aSegment_isFreeWhenNothingPendingCanBeInIt() {
    long before = places.begin();
    long last = places.lastPut();
    long later = places.begin();
    assertThat(places.areOutside(7, last)).isFalse();
    Pending place = stored(7, true);
    places.end(before);
    assertThat(places.areOutside(7, last)).isFalse();
    assertThat(places.remove(place)).isEqualTo(Fate.UNUSED);
    assertThat(places.areOutside(7, last)).isTrue();
    places.end(later);
  }

  @Test
  void aSegmentThatWasBegunSinceTheSeal_isTheCurrentOne() {
    Pending before = stored(7, true);
    long sealed = places.lastSegment();
    Pending behind = stored(8, true);
    places.sealed(sealed);
    assertThat(places.lastSegment()).isEqualTo(8);
    places.sealed(8);
    assertThat(places.lastSegment()).isZero();
    assertThat(places.remove(before)).isEqualTo(Fate.UNUSED);
    assertThat(places.remove(behind)).isEqualTo(Fate.UNUSED);
  }
}
