package io.horizonpush.iroh.store;

import io.horizonpush.iroh.codec.ManifestCodec;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.LogTable.Cause;
import io.horizonpush.iroh.index.SettingTable.SettingRow;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.BucketConfiguration;
import io.horizonpush.s3.model.BucketConfiguration.Deciding;
import io.horizonpush.s3.model.BucketConfiguration.Part;
import io.horizonpush.s3.model.BucketConfiguration.Versioning;
import io.horizonpush.s3.model.BucketOrigins;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.DefaultRetention;
import io.horizonpush.s3.model.ListedOrigin;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.Pages;
import io.horizonpush.s3.model.Register;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.BucketStore.NewBucket;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What a change makes of the settings and the configuration of a bucket, inside the transaction
 * that makes it. Every method answers the number of changes that it logged. Confined to the
 * writer's thread.
 *
 * @param now to the millisecond
 */
record SettingDecision(Tables tables, BucketRow bucket, WriterId writer, Instant now) {

  /** Sets what a new bucket begins with. */
  int begin(NewBucket asked) {
    int logged = 0;
    for (var setting : asked.settings().entrySet()) {
      logged += configure(setting.getKey(), Optional.of(setting.getValue()));
    }
    if (asked.objectLock()) {
      logged += put(Part.VERSIONING, Optional.of(Versioning.ENABLED.text()));
      logged += put(Part.OBJECT_LOCK, Optional.of(BucketConfiguration.ON));
    }
    return logged;
  }

  int configure(BucketSetting setting, Optional<String> document) {
    return put(setting.storedName(), document);
  }

  int setVersioning(Versioning versioning) {
    if (versioning == Versioning.SUSPENDED && configuration().objectLock()) {
      throw new S3Exception(
          S3ErrorCode.INVALID_BUCKET_STATE,
          "An Object Lock configuration is present on this bucket, so the versioning state"
              + " cannot be changed.");
    }
    return put(Part.VERSIONING, Optional.of(versioning.text()));
  }

  int setPages(Pages pages) {
    return put(
        Part.TRUSTED_PAGES,
        switch (pages) {
          case SANDBOXED -> Optional.empty();
          case TRUSTED -> Optional.of(BucketConfiguration.ON);
        });
  }

  int setDeciding(Deciding deciding) {
    return put(Part.CONDITIONAL_WRITES, home(deciding.writesAtHome()))
        + put(Part.READS, home(deciding.readsAtHome()));
  }

  int setCopies(OptionalInt copies) {
    return put(
        Part.COPIES,
        copies.isPresent() ? Optional.of(Integer.toString(copies.getAsInt())) : Optional.empty());
  }

  /**
   * What was learnt from an origin stays when the bucket has it no more, and says who wrote it: so
   * members that come later have to know of it.
   */
  private int rememberOrigins(BucketOrigins next) {
    List<OriginId> former = tables.settings().formerOrigins(bucket.id());
    List<OriginId> all =
        Stream.concat(
                former.stream(),
                configuration().origins().origins().stream()
                    .filter(origin -> !next.origins().contains(origin))
                    .map(ListedOrigin::id)
                    .filter(id -> !former.contains(id)))
            .toList();
    return all.isEmpty() ? 0 : put(Part.FORMER_ORIGINS, Optional.of(BucketOrigins.idsText(all)));
  }

  /** A bucket that has origins leaves a tombstone of each key that is deleted, from then on. */
  int setOrigins(BucketOrigins origins) {
    int logged = rememberOrigins(origins);
    if (origins.isEmpty()) {
      return logged
          + put(Part.ORIGINS, Optional.empty())
          + put(Part.ORIGIN_WRITES, Optional.empty())
          + put(Part.FRESHNESS, Optional.empty())
          + put(Part.LISTING_WHEN_DOWN, Optional.empty())
          + put(Part.STORAGE_CLASSES, Optional.empty());
    }
    return logged
        + put(Part.TOMBSTONES, Optional.of(BucketConfiguration.ON))
        + put(Part.ORIGINS, Optional.of(origins.listText()))
        + put(Part.ORIGIN_WRITES, Optional.of(origins.writes().text()))
        + put(Part.FRESHNESS, Optional.of(origins.freshness().text()))
        + put(
            Part.LISTING_WHEN_DOWN,
            Optional.of(origins.listingWhenDown())
                .filter(each -> each != BucketOrigins.ListingWhenDown.REFUSE)
                .map(BucketOrigins.ListingWhenDown::text))
        + put(
            Part.STORAGE_CLASSES,
            Optional.of(origins.classesText()).filter(text -> !text.isEmpty()));
  }

  private static Optional<String> home(boolean there) {
    return there ? Optional.of(BucketConfiguration.HOME) : Optional.empty();
  }

  int setObjectLock(Optional<DefaultRetention> retention) {
    if (!configuration().keepsVersions()) {
      throw new S3Exception(
          S3ErrorCode.INVALID_BUCKET_STATE,
          "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration");
    }
    return put(Part.OBJECT_LOCK, Optional.of(BucketConfiguration.ON))
        + put(Part.DEFAULT_RETENTION, retention.map(DefaultRetention::text));
  }

  private BucketConfiguration configuration() {
    return tables.settings().configuration(bucket.id());
  }

  /** Sets a part, unless it says the same already. */
  private int put(Part part, Optional<String> document) {
    boolean same =
        tables
            .settings()
            .find(bucket.id(), part.storedName())
            .flatMap(row -> row.document().value())
            .equals(document);
    return same ? 0 : put(part.storedName(), document);
  }

  /**
   * Sets what has a name of its own.
   *
   * @param clock that it must have at least
   */
  int say(String name, String document, long clock) {
    return put(name, Optional.of(document), clock);
  }

  private int put(String name, Optional<String> document) {
    return put(name, document, Stamp.clockOf(now));
  }

  private int put(String name, Optional<String> document, long least) {
    DocumentKey key = DocumentKey.ofSetting(name);
    Optional<SettingRow> old = tables.settings().find(bucket.id(), name);
    old.ifPresent(
        row -> tables.entries().keep(bucket.id(), key, () -> ManifestCodec.encode(row.document())));
    long clock =
        old.map(row -> Stamp.clockBehind(row.document().stamp().clock(), now))
            .filter(behind -> Long.compareUnsigned(behind, least) > 0)
            .orElse(least);
    Register<Optional<String>> register = new Register<>(new Stamp(clock, writer), document);
    tables.settings().put(bucket.id(), new SettingRow(name, register));
    return tables.log().add(bucket.id(), key, Cause.LOCAL) ? 1 : 0;
  }
}
