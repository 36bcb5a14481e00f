package io.horizonpush.iroh.store;

import static io.horizonpush.s3.store.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.index.Clocks;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.s3.model.BucketConfiguration.Part;
import io.horizonpush.s3.model.BucketConfiguration.Versioning;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.Register;
import io.horizonpush.s3.model.Removal;
import io.horizonpush.s3.model.Replaced;
import io.horizonpush.s3.model.Retention;
import io.horizonpush.s3.model.Retention.Mode;
import io.horizonpush.s3.model.Retention.Period;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.request.WriteConditions;
import io.horizonpush.s3.store.Arrival;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Lookup;
import io.horizonpush.s3.store.TestingObjects;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Locks on a node whose wall clock somebody moves. */
@Timeout(120)
class LockClockTest extends OneBucketTest {

  private static final Instant START = Instant.parse("2026-11-29T00:00:00Z");
  private static final ObjectKey KEY = new ObjectKey("key");
  private static final Duration HOUR = Duration.ofHours(1);

  private Instant wall = START;
  private Duration running = Duration.ofDays(3);

  @Override
  StoreFixture open(Path directory) {
    Index.Options usual = Index.Options.DEFAULT;
    Clocks clocks = new Clocks(() -> wall, () -> running);
    return new StoreFixture(
        directory,
        new Index.Options(usual.maxBatch(), 2, clocks, usual.observer(), usual.fresh()),
        StoreFixture.WRITER);
  }

  @BeforeEach
  void letVersionsBeLocked() {
    fixture.buckets().setVersioning(bucket.id(), Versioning.ENABLED);
    fixture.buckets().setObjectLock(bucket.id(), Optional.empty());
  }

  private void pass(Duration time) {
    wall = wall.plus(time);
    running = running.plus(time);
  }

  private StoredVersion put(Mode mode, Duration time) {
    return objects()
        .put(
            bucket,
            KEY,
            TestingObjects.object("e", Retention.of(new Period(mode, START.plus(time)))),
            Bytes.of("x"),
            WriteConditions.NONE);
  }

  private void remove(StoredVersion version) {
    objects().make(bucket, KEY, new Draft.Remove(VersionName.of(version), false));
  }

  private void assertLocked(StoredVersion version) {
    assertFails(S3ErrorCode.ACCESS_DENIED, () -> remove(version));
    assertThat(objects().read(bucket, KEY)).isEqualTo(Bytes.of("x"));
  }

  private Lookup find(StoredVersion version) {
    return objects().store().find(bucket, KEY, VersionName.of(version));
  }

  @Test
  void aWallClockThatIsMovedAhead_endsNoLock() {
    StoredVersion governance = put(Mode.GOVERNANCE, HOUR.minusMinutes(1));
    StoredVersion version = put(Mode.COMPLIANCE, HOUR.minusMinutes(1));
    wall = wall.plus(HOUR);
    assertLocked(version);
    assertLocked(governance);
    Optional<Period> shorter =
        Optional.of(new Period(Mode.COMPLIANCE, START.plus(Duration.ofMinutes(1))));
    assertFails(
        S3ErrorCode.ACCESS_DENIED,
        () ->
            objects()
                .make(
                    bucket,
                    KEY,
                    new Draft.Retain(Optional.of(VersionName.of(version)), shorter, true)));
    pass(HOUR.minusMinutes(2));
    assertLocked(version);
    pass(Duration.ofMinutes(1));
    remove(version);
    assertThat(find(version)).isEqualTo(Lookup.Unknown.INSTANCE);
  }

  @Test
  void aStartAfterTheWallClockWasMoved_endsNoLockEither() {
    StoredVersion version = put(Mode.COMPLIANCE, HOUR);
    pass(Duration.ofMinutes(10));
    fixture.stores().upkeep().run();
    wall = wall.plus(HOUR);
    running = Duration.ofSeconds(5);
    fixture.restart();
    assertThat(fixture.stores().lockClock().behind()).isEqualTo(HOUR);
    assertLocked(version);
    put(Mode.GOVERNANCE, HOUR.multipliedBy(2)); // Its stamp is no witness of the time.
    fixture.stores().upkeep().run();
    fixture.restart();
    assertFails(S3ErrorCode.ACCESS_DENIED, () -> remove(version));
    pass(Duration.ofMinutes(49));
    assertFails(S3ErrorCode.ACCESS_DENIED, () -> remove(version));
    pass(Duration.ofMinutes(1));
    remove(version);
    assertThat(find(version)).isEqualTo(Lookup.Unknown.INSTANCE);
  }

  @Test
  void aStop_costsALockNoMoreThanTheTimeItTakes() {
    StoredVersion version = put(Mode.COMPLIANCE, HOUR);
    for (int i = 0; i < 60; i++) {
      pass(Duration.ofSeconds(55));
      fixture.stores().lockClock().close();
      pass(Duration.ofSeconds(5));
      fixture.restart();
    }
    assertThat(fixture.stores().lockClock().behind()).isEqualTo(Duration.ofMinutes(5));
    assertLocked(version);
    pass(Duration.ofMinutes(5));
    remove(version);
    assertThat(find(version)).isEqualTo(Lookup.Unknown.INSTANCE);
  }

  @Test
  void aWallClockThatIsMovedBack_lengthensALock() {
    StoredVersion version = put(Mode.COMPLIANCE, HOUR);
    pass(Duration.ofMinutes(59));
    wall = START;
    pass(Duration.ofMinutes(59));
    assertLocked(version);
    pass(Duration.ofMinutes(1));
    remove(version);
    assertThat(find(version)).isEqualTo(Lookup.Unknown.INSTANCE);
  }

  @Test
  void aStopWhileTheWallClockIsFarBack_takesNothingBackThatWasConfirmed() {
    StoredVersion version = put(Mode.COMPLIANCE, HOUR);
    pass(Duration.ofMinutes(30));
    fixture.stores().lockClock().close();
    Instant right = wall;
    wall = Instant.parse("2000-01-01T00:00:00Z");
    fixture.restart();
    assertLocked(version);
    fixture.stores().lockClock().close();
    wall = right;
    fixture.restart();
    assertThat(fixture.stores().lockClock().behind()).isZero();
    assertLocked(version);
    pass(Duration.ofMinutes(30));
    remove(version);
    assertThat(find(version)).isEqualTo(Lookup.Unknown.INSTANCE);
  }

  @Test
  void aReplacementFromOutsideWhoseTimeOnlyTheWallClockKnows_waits() {
    bucket = fixture.createWithoutDocument("without-document");
    Retention retention = Retention.of(new Period(Mode.COMPLIANCE, START.plus(HOUR)));
    StoredVersion old =
        TestingVersions.small(KEY, TestingVersions.at(START.plusSeconds(1)), "old")
            .with(new Register<>(TestingVersions.at(START.plusSeconds(2)), retention));
    StoredVersion later =
        TestingVersions.of(
            KEY,
            TestingVersions.at(START.plus(HOUR).plusSeconds(5)),
            Replaced.by(List.of(old), List.of()),
            TestingVersions.inline("new"));
    // Whoever suspended versioning elsewhere did not know that versions are locked here.
    Arrival suspended =
        TestingVersions.setting(
            Part.VERSIONING, "suspended", TestingVersions.at(START.plus(HOUR).plusSeconds(10)));
    pass(Duration.ofMinutes(1));
    var objects = fixture.stores().objects();
    objects.merge(bucket.id(), List.of(TestingVersions.arrival(old)));
    wall = wall.plus(HOUR);
    objects.merge(bucket.id(), List.of(suspended, TestingVersions.arrival(later)));
    assertThat(objects().read(bucket, KEY)).isEqualTo(Bytes.of("old"));
    pass(HOUR);
    fixture.stores().upkeep().run();
    assertThat(objects().read(bucket, KEY)).isEqualTo(Bytes.of("new"));
    assertThat(fixture.verify(true).findings()).isEmpty();
  }

  @Test
  void aRemovalFromOutsideWhoseTimeOnlyTheWallClockKnows_waits() {
    StoredVersion version = put(Mode.COMPLIANCE, HOUR);
    Stamp stamp = TestingVersions.at(START.plus(HOUR).plusSeconds(1));
    Removal removal = Removal.of(version, stamp, false);
    wall = wall.plus(HOUR).plusSeconds(2);
    merge(version.withHead(version.head().with(removal)));
    assertThat(find(version)).isEqualTo(new Lookup.Present(version));
    pass(Duration.ofMinutes(2));
    // It is not looked at again and again until then.
    boolean due = fixture.index().read(tables -> tables.entries().hasDue(wall));
    assertThat(due).isFalse();
    fixture.stores().upkeep().run();
    assertThat(find(version)).isEqualTo(new Lookup.Present(version));
    pass(HOUR);
    fixture.stores().upkeep().run();
    assertThat(find(version)).isEqualTo(Lookup.Unknown.INSTANCE);
    assertThat(fixture.verify(true).findings()).isEmpty();
  }

  @Test
  void aRemovalThatALockForbids_removesNothingHoweverOftenItComes() {
    StoredVersion version = put(Mode.COMPLIANCE, HOUR);
    Removal removal = Removal.of(version, TestingVersions.at(START.plusSeconds(1)), true);
    var arrival = TestingVersions.arrival(version.withHead(version.head().with(removal)));
    pass(Duration.ofMinutes(2));
    for (int i = 0; i < 2; i++) {
      merge(arrival);
      assertThat(objects().read(bucket, KEY)).isEqualTo(Bytes.of("x"));
    }
    pass(HOUR);
    fixture.stores().upkeep().run();
    fixture.stores().upkeep().dropLapsedLosers();
    fixture.stores().collectGarbage();
    assertThat(objects().read(bucket, KEY)).isEqualTo(Bytes.of("x"));
  }
}
