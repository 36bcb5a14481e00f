package io.horizonpush.s3.store;

import static io.horizonpush.s3.store.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.model.Attribute;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketConfiguration.Versioning;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.DefaultRetention;
import io.horizonpush.s3.model.LegalHold;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Retention;
import io.horizonpush.s3.model.Retention.Mode;
import io.horizonpush.s3.model.Retention.Period;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.request.WriteConditions;
import io.horizonpush.s3.store.BucketStore.NewBucket;
import io.horizonpush.s3.store.BucketStore.Options;
import io.horizonpush.s3.store.Change.Draft;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link ObjectStore} does with versions that are locked. */
public abstract class ObjectLockContract extends StoreContract {

  private static final ObjectKey KEY = new ObjectKey("a/key");
  private static final Duration WEEK = Duration.ofDays(7);

  private Bucket bucket;

  /** The time by the store's clocks. */
  protected abstract Instant now();

  /** Lets time pass by every clock of the store. */
  protected abstract void pass(Duration time);

  @BeforeEach
  void makeTheBucket() {
    bucket = buckets.create(BUCKET, OWNER, new NewBucket(Map.of(), true, Options.DEFAULT));
  }

  private StoredVersion put(Attribute... attributes) {
    return objects.put(
        bucket,
        KEY,
        TestingObjects.object("etag", attributes),
        Bytes.of("x"),
        WriteConditions.NONE);
  }

  private Period until(Mode mode, Duration time) {
    return new Period(mode, now().plus(time).truncatedTo(ChronoUnit.MILLIS));
  }

  private Retention retention(Mode mode, Duration time) {
    return Retention.of(until(mode, time));
  }

  private Optional<ObjectVersion> remove(ObjectVersion version, boolean bypass) {
    return objects.make(bucket, KEY, new Draft.Remove(VersionName.of(version), bypass));
  }

  private void retain(ObjectVersion version, Optional<Period> period, boolean bypass) {
    objects.make(
        bucket, KEY, new Draft.Retain(Optional.of(VersionName.of(version)), period, bypass));
  }

  private void hold(ObjectVersion version, boolean on) {
    objects.make(
        bucket, KEY, new Draft.Set(Optional.of(VersionName.of(version)), new LegalHold(on)));
  }

  private void assertLocked(ObjectVersion version, boolean bypass) {
    assertFails(S3ErrorCode.ACCESS_DENIED, () -> remove(version, bypass));
    assertThat(objects.read(bucket, found(version))).isEqualTo(Bytes.of("x"));
  }

  private StoredVersion found(ObjectVersion version) {
    return store.find(bucket, KEY, VersionName.of(version)).require(KEY);
  }

  @Test
  void aVersionUnderGovernance_isRemovedOnlyByABypass() {
    StoredVersion version = put(retention(Mode.GOVERNANCE, WEEK));
    assertLocked(version, false);
    assertThat(remove(version, true)).isPresent();
    assertThat(store.find(bucket, KEY, VersionName.of(version))).isEqualTo(Lookup.Unknown.INSTANCE);
  }

  @Test
  void aVersionUnderCompliance_isRemovedByNobodyBeforeItsEnd() {
    StoredVersion version = put(retention(Mode.COMPLIANCE, WEEK));
    assertLocked(version, false);
    assertLocked(version, true);
    pass(WEEK.minusMillis(1));
    assertLocked(version, true);
    pass(Duration.ofMillis(1));
    assertThat(remove(version, false)).isPresent();
  }

  @Test
  void aVersionUnderALegalHold_isRemovedOnlyWhenThatIsTakenBack() {
    StoredVersion version = put(new LegalHold(true));
    assertLocked(version, true);
    pass(WEEK);
    assertLocked(version, true);
    hold(version, false);
    assertThat(remove(version, false)).isPresent();
  }

  @Test
  void aLock_doesNotKeepAMarkerFromBeingLaidOverIt() {
    StoredVersion version = put(retention(Mode.COMPLIANCE, WEEK));
    ObjectVersion marker = objects.delete(bucket, KEY).orElseThrow();
    assertThat(objects.find(bucket, KEY)).isEmpty();
    assertLocked(version, true);
    remove(marker, false);
    assertThat(objects.read(bucket, KEY)).isEqualTo(Bytes.of("x"));
  }

  @Test
  void compliance_isNeverShortenedNorMadeGovernance() {
    StoredVersion version = put(retention(Mode.COMPLIANCE, WEEK));
    for (Period period :
        new Period[] {
          until(Mode.COMPLIANCE, WEEK.minusSeconds(1)),
          until(Mode.GOVERNANCE, WEEK),
          until(Mode.GOVERNANCE, WEEK.plusDays(1))
        }) {
      assertFails(S3ErrorCode.ACCESS_DENIED, () -> retain(version, Optional.of(period), true));
    }
    assertFails(S3ErrorCode.ACCESS_DENIED, () -> retain(version, Optional.empty(), true));
    Period longer = until(Mode.COMPLIANCE, WEEK.plusDays(1));
    retain(version, Optional.of(longer), false);
    assertThat(found(version).attributes().retention().flatMap(Retention::period)).contains(longer);
    pass(WEEK);
    assertLocked(version, true);
  }

  @Test
  void governance_isLengthenedByAnyoneAndShortenedByABypass() {
    StoredVersion version = put(retention(Mode.GOVERNANCE, WEEK));
    Period longer = until(Mode.GOVERNANCE, WEEK.plusDays(1));
    retain(version, Optional.of(longer), false);
    Period shorter = until(Mode.GOVERNANCE, Duration.ofDays(1));
    assertFails(S3ErrorCode.ACCESS_DENIED, () -> retain(version, Optional.of(shorter), false));
    Period strict = until(Mode.COMPLIANCE, WEEK.plusDays(2));
    assertFails(S3ErrorCode.ACCESS_DENIED, () -> retain(version, Optional.of(strict), false));
    assertFails(S3ErrorCode.ACCESS_DENIED, () -> retain(version, Optional.empty(), false));
    retain(version, Optional.of(shorter), true);
    assertThat(found(version).attributes().retention().flatMap(Retention::period))
        .contains(shorter);
    retain(version, Optional.empty(), true);
    assertThat(remove(version, false)).isPresent();
  }

  @Test
  void aRetentionThatHasEnded_isChangedFreely() {
    StoredVersion version = put(retention(Mode.COMPLIANCE, WEEK));
    pass(WEEK);
    Period governance = until(Mode.GOVERNANCE, WEEK);
    retain(version, Optional.of(governance), false);
    assertThat(found(version).attributes().retention().flatMap(Retention::period))
        .contains(governance);
    assertLocked(version, false);
    assertThat(remove(version, true)).isPresent();
  }

  @Test
  void aDefaultRetention_isThatOfEveryNewVersionThatSaysNothingElse() {
    StoredVersion before = put();
    buckets.setObjectLock(
        bucket.id(),
        Optional.of(new DefaultRetention(Mode.COMPLIANCE, 2, DefaultRetention.Unit.DAYS)));
    StoredVersion version = put();
    assertThat(version.attributes().retention().flatMap(Retention::period))
        .contains(until(Mode.COMPLIANCE, Duration.ofDays(2)));
    StoredVersion other = put(retention(Mode.GOVERNANCE, WEEK));
    assertThat(other.attributes().retention().flatMap(Retention::period))
        .contains(until(Mode.GOVERNANCE, WEEK));
    assertLocked(version, true);
    assertThat(remove(before, false)).isPresent();
    buckets.setObjectLock(bucket.id(), Optional.empty());
    assertThat(put().attributes().retention()).isEmpty();
    assertLocked(version, true);
  }

  @Test
  void aLockInABucketWithout_isRefused() {
    Bucket plain = buckets.create(new BucketName("plain-bucket"), OWNER);
    buckets.setVersioning(plain.id(), Versioning.ENABLED);
    StoredVersion version = objects.put(plain, KEY, Bytes.of("x"));
    Retention week = retention(Mode.GOVERNANCE, WEEK);
    for (Attribute lock : new Attribute[] {week, new LegalHold(true), new LegalHold(false)}) {
      assertFails(
          S3ErrorCode.INVALID_REQUEST,
          () ->
              objects.put(
                  plain,
                  KEY,
                  TestingObjects.object("e", lock),
                  Bytes.of("y"),
                  WriteConditions.NONE));
    }
    assertFails(
        S3ErrorCode.INVALID_REQUEST,
        () -> objects.make(plain, KEY, new Draft.Retain(Optional.empty(), week.period(), true)));
    assertFails(S3ErrorCode.INVALID_REQUEST, () -> objects.set(plain, KEY, new LegalHold(true)));
    assertThat(objects.require(plain, KEY)).isEqualTo(version);
  }

  @Test
  void aLockedBucket_keepsVersionsForEver() {
    assertThat(buckets.find(bucket.name()).orElseThrow().configuration().keepsVersions()).isTrue();
    assertFails(
        S3ErrorCode.INVALID_BUCKET_STATE,
        () -> buckets.setVersioning(bucket.id(), Versioning.SUSPENDED));
    buckets.setVersioning(bucket.id(), Versioning.ENABLED);
    assertThat(put().isNull()).isFalse();
  }

  @Test
  void objectLock_isTurnedOnOnlyWhereVersionsAreKept() {
    Bucket plain = buckets.create(new BucketName("plain-bucket"), OWNER);
    assertFails(
        S3ErrorCode.INVALID_BUCKET_STATE,
        () -> buckets.setObjectLock(plain.id(), Optional.empty()));
    buckets.setVersioning(plain.id(), Versioning.ENABLED);
    buckets.setObjectLock(plain.id(), Optional.empty());
    assertThat(buckets.find(plain.name()).orElseThrow().configuration().objectLock()).isTrue();
  }

  @Test
  void aLockedBucket_isNotDeletedWhileItHasVersions() {
    StoredVersion version = put(retention(Mode.GOVERNANCE, WEEK));
    objects.delete(bucket, KEY);
    assertFails(S3ErrorCode.BUCKET_NOT_EMPTY, () -> buckets.delete(bucket.id()));
    assertLocked(version, false);
  }
}
