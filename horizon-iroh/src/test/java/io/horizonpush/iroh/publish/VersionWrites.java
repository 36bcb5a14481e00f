package io.horizonpush.iroh.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.model.Attribute;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketConfiguration.Versioning;
import io.horizonpush.s3.model.CannedAcl;
import io.horizonpush.s3.model.DefaultRetention;
import io.horizonpush.s3.model.LegalHold;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Retention;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.model.VersionSummary;
import io.horizonpush.s3.request.WriteConditions;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.TestingObjects;
import io.horizonpush.s3.store.VersionQuery;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Random changes of the versions of a bucket on one node, and of whether it keeps and locks them.
 *
 * @param made hears of every version that was written, and of every removal that passed a retention
 */
record VersionWrites(TestingNode node, SplittableRandom dice, Instant now, Made made) {

  private static final Owner OWNER = new Owner("o", "O");

  /** What a change may be refused with: a lock, or that there are none, or what is not there. */
  private static final Set<S3ErrorCode> REFUSALS =
      EnumSet.of(
          S3ErrorCode.ACCESS_DENIED,
          S3ErrorCode.INVALID_REQUEST,
          S3ErrorCode.INVALID_BUCKET_STATE,
          S3ErrorCode.METHOD_NOT_ALLOWED,
          S3ErrorCode.NO_SUCH_KEY,
          S3ErrorCode.NO_SUCH_VERSION);

  /** What a history remembers of its changes. */
  interface Made {

    /** A version with bytes that was acknowledged. */
    void written(ObjectKey key, StoredVersion version, byte[] bytes);

    /** A marker that was acknowledged. */
    void marked(ObjectKey key, ObjectVersion marker);

    /** A version that was removed by its name. */
    void removed(ObjectVersion version, boolean bypass);
  }

  /** One change. */
  void write(ObjectKey key) {
    switch (dice.nextInt(16)) {
      case 0, 1, 2, 3 -> put(key);
      case 4, 5 -> delete(key);
      case 6, 7, 8 -> remove(key);
      case 9 -> set(key, new Tags(new TreeMap<>(Map.of("t", "" + dice.nextInt(100)))));
      case 10 ->
          set(
              key,
              (dice.nextBoolean() ? CannedAcl.PUBLIC_READ : CannedAcl.PRIVATE).of(OWNER, OWNER));
      case 11 -> set(key, new LegalHold(dice.nextBoolean()));
      case 12, 13 -> retain(key);
      default -> configure();
    }
  }

  private void put(ObjectKey key) {
    byte[] bytes = Bytes.of("bytes " + dice.nextInt(1_000_000));
    Attribute[] attributes =
        switch (dice.nextInt(6)) {
          case 0 -> new Attribute[] {new LegalHold(true)};
          case 1 -> new Attribute[] {Retention.of(period())};
          default -> new Attribute[0];
        };
    unlessRefused(
        () -> {
          StoredVersion version =
              objects()
                  .put(
                      bucket(),
                      key,
                      TestingObjects.object("e" + dice.nextInt(1000), attributes),
                      bytes,
                      WriteConditions.NONE);
          made.written(key, version, bytes);
        });
  }

  private void delete(ObjectKey key) {
    objects().delete(bucket(), key).ifPresent(marker -> made.marked(key, marker));
  }

  private void remove(ObjectKey key) {
    boolean bypass = dice.nextBoolean();
    name(key)
        .ifPresent(
            name ->
                unlessRefused(
                    () ->
                        objects()
                            .make(bucket(), key, new Draft.Remove(name, bypass))
                            .ifPresent(version -> made.removed(version, bypass))));
  }

  private void set(ObjectKey key, Attribute attribute) {
    Optional<VersionName> name = dice.nextInt(3) == 0 ? Optional.empty() : name(key);
    unlessRefused(
        () ->
            assertThat(objects().make(bucket(), key, new Draft.Set(name, attribute))).isPresent());
  }

  private void retain(ObjectKey key) {
    Optional<Retention.Period> period =
        dice.nextInt(4) == 0 ? Optional.empty() : Optional.of(period());
    Optional<VersionName> name = dice.nextInt(3) == 0 ? Optional.empty() : name(key);
    Draft draft = new Draft.Retain(name, period, dice.nextBoolean());
    unlessRefused(() -> assertThat(objects().make(bucket(), key, draft)).isPresent());
  }

  private Retention.Period period() {
    return new Retention.Period(
        dice.nextBoolean() ? Retention.Mode.COMPLIANCE : Retention.Mode.GOVERNANCE,
        now.plusSeconds(150 + dice.nextInt(dice.nextBoolean() ? 600 : 1_000_000)));
  }

  private void configure() {
    switch (dice.nextInt(4)) {
      case 0 ->
          unlessRefused(
              () -> node.fixture().buckets().setVersioning(bucket().id(), Versioning.SUSPENDED));
      case 1 ->
          unlessRefused(
              () ->
                  node.fixture()
                      .buckets()
                      .setObjectLock(
                          bucket().id(),
                          dice.nextBoolean()
                              ? Optional.empty()
                              : Optional.of(
                                  new DefaultRetention(
                                      Retention.Mode.GOVERNANCE, 1, DefaultRetention.Unit.DAYS))));
      default -> node.fixture().buckets().setVersioning(bucket().id(), Versioning.ENABLED);
    }
  }

  /** Any of the versions that clients see. */
  private Optional<VersionName> name(ObjectKey key) {
    List<VersionName> names =
        visible(node).stream()
            .filter(version -> version.key().equals(key))
            .map(VersionSummary::name)
            .toList();
    return names.isEmpty() ? Optional.empty() : Optional.of(names.get(dice.nextInt(names.size())));
  }

  /** The versions that clients of a node see. */
  static List<VersionSummary> visible(TestingNode node) {
    return node.fixture()
        .stores()
        .objects()
        .listVersions(node.bucket(), new VersionQuery("", "", Optional.empty(), 1_000_000))
        .versions();
  }

  private TestingObjects objects() {
    return node.fixture().objects();
  }

  private Bucket bucket() {
    return node.bucket();
  }

  private static void unlessRefused(Runnable change) {
    try {
      change.run();
    } catch (S3Exception e) {
      assertThat(e.code()).isIn(REFUSALS);
    }
  }
}
