package io.horizonpush.iroh.index;

import io.horizonpush.s3.model.BucketConfiguration;
import io.horizonpush.s3.model.BucketConfiguration.Deciding;
import io.horizonpush.s3.model.BucketConfiguration.Part;
import io.horizonpush.s3.model.BucketConfiguration.Versioning;
import io.horizonpush.s3.model.BucketOrigins;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.DefaultRetention;
import io.horizonpush.s3.model.Freshness;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.Pages;
import io.horizonpush.s3.model.Register;
import io.horizonpush.s3.model.Stamp;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The settings of buckets and the parts of their configuration, each a register. A removed one
 * leaves its stamp behind. Confined to its session's thread.
 */
public final class SettingTable {

  private final Session session;
  private final WriterTable writers;
  private final Map<Long, BucketConfiguration> known = new HashMap<>();

  SettingTable(Session session, WriterTable writers) {
    this.session = session;
    this.writers = writers;
  }

  /**
   * A setting that was made at some time.
   *
   * @param name as in the bucket's document; one that a newer node knows may be among them
   * @param document nothing when the setting was removed
   */
  public record SettingRow(String name, Register<Optional<String>> document) {}

  /** The settings of a bucket that are set and that this node knows. */
  public Map<BucketSetting, String> of(long bucket) {
    Map<BucketSetting, String> settings = new EnumMap<>(BucketSetting.class);
    for (SettingRow row : all(bucket)) {
      row.document()
          .value()
          .ifPresent(
              document ->
                  BucketSetting.stored(row.name())
                      .ifPresent(setting -> settings.put(setting, document)));
    }
    return settings;
  }

  /** The configuration of a bucket, as far as this node knows it. */
  public BucketConfiguration configuration(long bucket) {
    List<SettingRow> rows = all(bucket);
    return rows.isEmpty()
        ? BucketConfiguration.DEFAULT
        : new BucketConfiguration(
            part(rows, Part.VERSIONING).flatMap(SettingTable::versioning),
            isOn(rows, Part.OBJECT_LOCK),
            text(rows, Part.DEFAULT_RETENTION).flatMap(DefaultRetention::stored),
            isOn(rows, Part.TOMBSTONES),
            isOn(rows, Part.TRUSTED_PAGES) ? Pages.TRUSTED : Pages.SANDBOXED,
            Deciding.of(
                has(rows, Part.CONDITIONAL_WRITES, BucketConfiguration.HOME),
                has(rows, Part.READS, BucketConfiguration.HOME)),
            text(rows, Part.COPIES)
                .map(BucketConfiguration::storedCopies)
                .orElseGet(OptionalInt::empty),
            origins(rows));
  }

  /** Where a newer node wrote one of the parts, the bucket has no origins here. */
  private static BucketOrigins origins(List<SettingRow> rows) {
    return text(rows, Part.ORIGINS)
        .flatMap(BucketOrigins::storedList)
        .map(
            list ->
                new BucketOrigins(
                    list,
                    text(rows, Part.ORIGIN_WRITES)
                        .flatMap(BucketOrigins.Writes::stored)
                        .orElse(BucketOrigins.Writes.LOCAL_ONLY),
                    text(rows, Part.FRESHNESS).flatMap(Freshness::stored).orElse(Freshness.USUAL),
                    text(rows, Part.LISTING_WHEN_DOWN)
                        .flatMap(BucketOrigins.ListingWhenDown::stored)
                        .orElse(BucketOrigins.ListingWhenDown.REFUSE),
                    text(rows, Part.STORAGE_CLASSES)
                        .flatMap(BucketOrigins::storedClasses)
                        .orElseGet(Collections::emptySortedMap)))
        .orElse(BucketOrigins.NONE);
  }

  /** The origins that a bucket had before those that it has. */
  public List<OriginId> formerOrigins(long bucket) {
    return text(all(bucket), Part.FORMER_ORIGINS)
        .flatMap(BucketOrigins::storedIds)
        .orElse(List.of());
  }

  /** Whether a bucket has an origin, or had it. */
  public boolean knowsOrigin(long bucket, OriginId origin) {
    return configuration(bucket).origins().find(origin).isPresent()
        || formerOrigins(bucket).contains(origin);
  }

  private static Optional<String> text(List<SettingRow> rows, Part part) {
    return part(rows, part).flatMap(row -> row.document().value());
  }

  /**
   * The configuration of a bucket, remembered: only for the one session that writes, which sees
   * every change.
   */
  public BucketConfiguration configurationToWrite(long bucket) {
    return known.computeIfAbsent(bucket, this::configuration);
  }

  /** Forgets what was read of rows that are undone. */
  void undone() {
    known.clear();
  }

  private static Optional<SettingRow> part(List<SettingRow> rows, Part part) {
    return rows.stream().filter(row -> row.name().equals(part.storedName())).findFirst();
  }

  private static Optional<Register<Versioning>> versioning(SettingRow row) {
    return row.document()
        .value()
        .flatMap(Versioning::stored)
        .map(versioning -> new Register<>(row.document().stamp(), versioning));
  }

  private static boolean isOn(List<SettingRow> rows, Part part) {
    return has(rows, part, BucketConfiguration.ON);
  }

  private static boolean has(List<SettingRow> rows, Part part, String text) {
    return text(rows, part).filter(text::equals).isPresent();
  }

  /** Every setting of a bucket, the removed ones too, by name. */
  public List<SettingRow> all(long bucket) {
    return session.all(
        "SELECT name, clock, writer, document FROM bucket_setting WHERE bucket = ? ORDER BY name",
        this::row,
        bucket);
  }

  /** The settings of a bucket whose names begin so, the removed ones too, by name. */
  public List<SettingRow> startingWith(long bucket, String prefix) {
    return session.all(
        "SELECT name, clock, writer, document FROM bucket_setting"
            + " WHERE bucket = ? AND name >= ? AND name < ? ORDER BY name",
        this::row,
        bucket,
        prefix,
        prefix + Character.MAX_VALUE);
  }

  /** The buckets that have a setting, by their numbers. */
  public List<Long> bucketsWith(String name) {
    return session.all(
        "SELECT bucket FROM bucket_setting WHERE name = ? AND document IS NOT NULL",
        row -> row.number(1),
        name);
  }

  /** A setting, if it was ever made. */
  public Optional<SettingRow> find(long bucket, String name) {
    return session.first(
        "SELECT name, clock, writer, document FROM bucket_setting WHERE bucket = ? AND name = ?",
        this::row,
        bucket,
        name);
  }

  /** Makes or removes a setting. */
  public void put(long bucket, SettingRow setting) {
    known.remove(bucket);
    session.update(
        "INSERT OR REPLACE INTO bucket_setting (bucket, name, clock, writer, document)"
            + " VALUES (?, ?, ?, ?, ?)",
        bucket,
        setting.name(),
        setting.document().stamp().clock(),
        writers.number(setting.document().stamp().writer()),
        setting.document().value().orElse(null));
    reviewConfirmations(bucket, setting.name());
  }

  /** What an origin confirmed that the bucket has no more is no reason to let bytes go. */
  private void reviewConfirmations(long bucket, String name) {
    if (name.equals(Part.ORIGINS.storedName())) {
      session.update("INSERT OR IGNORE INTO confirmation_review (bucket) VALUES (?)", bucket);
    }
  }

  /** Forgets a setting as if it had never been made. */
  public void remove(long bucket, String name) {
    known.remove(bucket);
    session.update("DELETE FROM bucket_setting WHERE bucket = ? AND name = ?", bucket, name);
    reviewConfirmations(bucket, name);
  }

  /** Removes the settings of a bucket that was deleted. */
  public void removeAll(long bucket) {
    known.remove(bucket);
    session.update("DELETE FROM bucket_setting WHERE bucket = ?", bucket);
  }

  private SettingRow row(Row row) {
    return new SettingRow(
        row.text(1),
        new Register<>(
            new Stamp(row.number(2), writers.writer(row.small(3))), row.optionalText(4)));
  }
}
