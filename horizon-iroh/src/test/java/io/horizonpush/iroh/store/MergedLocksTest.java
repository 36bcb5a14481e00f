package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.content.TestingRecords;
import io.horizonpush.s3.model.Attribute;
import io.horizonpush.s3.model.BucketConfiguration.Versioning;
import io.horizonpush.s3.model.LegalHold;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Register;
import io.horizonpush.s3.model.Removal;
import io.horizonpush.s3.model.Replaced;
import io.horizonpush.s3.model.Retention;
import io.horizonpush.s3.model.Retention.Mode;
import io.horizonpush.s3.model.Retention.Period;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Lookup;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A locked version stays, whatever another node says that did not know of the lock. */
@Timeout(120)
class MergedLocksTest extends OneBucketTest {

  private static final ObjectKey KEY = new ObjectKey("key");
  private static final byte[] BYTES = Bytes.random(1, Bytes.LARGE);
  private static final Duration HOUR = Duration.ofHours(1);

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-29T00:00:00Z"));

  @Override
  StoreFixture open(Path directory) {
    return StoreFixture.at(directory, now::get);
  }

  @BeforeEach
  void letVersionsBeLocked() {
    fixture.buckets().setVersioning(bucket.id(), Versioning.ENABLED);
    fixture.buckets().setObjectLock(bucket.id(), Optional.empty());
  }

  private StoredVersion retained(Mode mode) {
    return put(Retention.of(new Period(mode, now.get().plus(HOUR))));
  }

  private StoredVersion put(Attribute... attributes) {
    StoredVersion version = objects().put(bucket, KEY, BYTES);
    for (Attribute attribute : attributes) {
      version = set(version, attribute);
    }
    return version;
  }

  private StoredVersion set(StoredVersion version, Attribute attribute) {
    Optional<VersionName> name = Optional.of(VersionName.of(version));
    Draft draft =
        attribute instanceof Retention retention
            ? new Draft.Retain(name, retention.period(), false)
            : new Draft.Set(name, attribute);
    return objects().make(bucket, KEY, draft).flatMap(ObjectVersion::stored).orElseThrow();
  }

  /** The entry of another node that removed what it knew as this. */
  private static ObjectVersion removed(StoredVersion known, Instant at, boolean bypass) {
    Removal removal = Removal.of(known, TestingVersions.at(at), bypass);
    return known.withHead(known.head().with(removal));
  }

  private void assertThere(StoredVersion version) {
    Lookup found = objects().store().find(bucket, KEY, VersionName.of(version));
    assertThat(found.present().map(ObjectVersion::id)).contains(version.id());
    assertThat(fixture.stores().collectGarbage()).isEmpty();
    assertThat(objects().read(bucket, found.present().orElseThrow())).isEqualTo(BYTES);
    fixture.publish();
    assertThat(fixture.verify(true).findings()).isEmpty();
  }

  private void assertGone(StoredVersion version) {
    assertThat(objects().store().find(bucket, KEY, VersionName.of(version)))
        .isEqualTo(Lookup.Unknown.INSTANCE);
    assertThat(fixture.stores().collectGarbage()).containsExactly(TestingRecords.hash(BYTES));
    fixture.publish();
    assertThat(fixture.verify(true).findings()).isEmpty();
  }

  @Test
  void aRemovalThatDidNotKnowOfTheHold_isVoid() {
    StoredVersion before = put();
    StoredVersion held = set(before, new LegalHold(true));
    merge(removed(before, now.get().plusSeconds(5), true));
    assertThere(held);
    fixture.restart();
    assertThere(held);
  }

  @Test
  void aRemovalThatKnewOfTheHold_isVoidToo() {
    StoredVersion held = put(new LegalHold(true));
    merge(removed(held, now.get().plusSeconds(5), true));
    assertThere(held);
  }

  @Test
  void aRemovalThatDidNotPassTheRetention_isVoid() {
    StoredVersion kept = retained(Mode.GOVERNANCE);
    merge(removed(kept, now.get().plusSeconds(5), false));
    assertThere(kept);
  }

  @Test
  void aRemovalThatPassedAnEarlierRetention_isVoid() {
    StoredVersion before = retained(Mode.GOVERNANCE);
    StoredVersion longer =
        set(
            before,
            Retention.of(new Period(Mode.GOVERNANCE, now.get().plus(HOUR.multipliedBy(2)))));
    merge(removed(before, now.get().plusSeconds(5), true));
    assertThere(longer);
  }

  @Test
  void aRemovalThatPassedTheRetentionAsItStands_counts() {
    StoredVersion kept = retained(Mode.GOVERNANCE);
    merge(removed(kept, now.get().plusSeconds(5), true));
    assertGone(kept);
  }

  @Test
  void aRemovalThatPassedCompliance_isVoid() {
    StoredVersion kept = retained(Mode.COMPLIANCE);
    merge(removed(kept, now.get().plusSeconds(5), true));
    assertThere(kept);
  }

  @Test
  void aRemovalBehindTheEndOfTheRetention_counts() {
    StoredVersion kept = retained(Mode.COMPLIANCE);
    now.updateAndGet(time -> time.plus(HOUR).plusSeconds(10));
    merge(removed(kept, now.get().minusSeconds(5), false));
    assertGone(kept);
  }

  @Test
  void aRemovalByAClockThatIsAhead_countsNotBeforeTheLockHasEndedHere() {
    StoredVersion kept = retained(Mode.COMPLIANCE);
    now.updateAndGet(time -> time.plus(HOUR).minusSeconds(100));
    merge(removed(kept, now.get().plusSeconds(200), true));
    assertThere(kept);
    now.updateAndGet(time -> time.plusSeconds(50));
    fixture.stores().upkeep().run();
    assertThere(kept);
    now.updateAndGet(time -> time.plusSeconds(150));
    fixture.stores().upkeep().run();
    assertGone(kept);
  }

  @Test
  void aLockThatComesBehindARemovalWhichDidNotKnowOfIt_bringsTheVersionBack() {
    StoredVersion version = objects().put(bucket, KEY, Bytes.of("small"));
    StoredVersion held =
        version.with(
            new Register<>(TestingVersions.at(now.get().plusSeconds(5)), new LegalHold(true)));
    objects().make(bucket, KEY, new Draft.Remove(VersionName.of(version), true));
    assertThat(objects().find(bucket, KEY)).isEmpty();
    merge(held);
    assertThat(objects().read(bucket, KEY)).isEqualTo(Bytes.of("small"));
    assertThat(objects().require(bucket, KEY).attributes().legalHold())
        .contains(new LegalHold(true));
    fixture.publish();
    assertThat(fixture.verify(true).findings()).isEmpty();
  }

  @Test
  void aNullVersionUnderALock_isNotReplacedByAWriterThatKnewIt() {
    StoredVersion old =
        TestingVersions.small(KEY, TestingVersions.at(now.get().minusSeconds(60)), "old");
    merge(old);
    StoredVersion held =
        old.with(
            new Register<>(TestingVersions.at(now.get().minusSeconds(50)), new LegalHold(true)));
    merge(held);
    merge(
        TestingVersions.of(
            KEY,
            TestingVersions.at(now.get().minusSeconds(40)),
            Replaced.by(List.of(old), List.of()),
            TestingVersions.inline("new")));
    assertThat(objects().read(bucket, KEY)).isEqualTo(Bytes.of("new"));
    assertThat(fixture.versions(bucket, KEY).losers()).containsExactly(held);
    now.updateAndGet(time -> time.plus(Duration.ofDays(100)));
    fixture.stores().upkeep().dropLapsedLosers();
    assertThat(fixture.versions(bucket, KEY).losers()).containsExactly(held);
    assertThat(objects().read(bucket, held)).isEqualTo(Bytes.of("old"));
  }
}
