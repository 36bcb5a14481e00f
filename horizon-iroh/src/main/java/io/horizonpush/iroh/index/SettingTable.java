package io.horizonpush.iroh.index;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.Version;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of buckets. A removed one leaves its version behind, and each change goes to the
 * outbox. Confined to its session's thread.
 */
public final class SettingTable {

  private final Session session;
  private final OutboxTable outbox;

  SettingTable(Session session, OutboxTable outbox) {
    this.session = session;
    this.outbox = outbox;
  }

  /**
   * A setting that was made at some time.
   *
   * @param name as in the bucket's document; one that a newer node knows may be among them
   * @param document nothing when the setting was removed
   */
  public record SettingRow(String name, Version version, Optional<String> document) {}

  /** The settings of a bucket that are set and that this node knows. */
  public Map<BucketSetting, String> of(long bucket) {
    Map<BucketSetting, String> settings = new EnumMap<>(BucketSetting.class);
    for (SettingRow row : all(bucket)) {
      row.document()
          .ifPresent(
              document ->
                  BucketSetting.stored(row.name())
                      .ifPresent(setting -> settings.put(setting, document)));
    }
    return settings;
  }

  /** Every setting of a bucket, the removed ones too, by name. */
  public List<SettingRow> all(long bucket) {
    return session.all(
        "SELECT name, clock, writer, document FROM bucket_setting WHERE bucket = ? ORDER BY name",
        SettingTable::row,
        bucket);
  }

  /** A setting, if it was ever made. */
  public Optional<SettingRow> find(long bucket, String name) {
    return session.first(
        "SELECT name, clock, writer, document FROM bucket_setting WHERE bucket = ? AND name = ?",
        SettingTable::row,
        bucket,
        name);
  }

  /** Makes or removes a setting. */
  public void put(BucketRow bucket, SettingRow setting) {
    session.update(
        "INSERT OR REPLACE INTO bucket_setting (bucket, name, clock, writer, document)"
            + " VALUES (?, ?, ?, ?, ?)",
        bucket.id(),
        setting.name(),
        setting.version().clock(),
        setting.version().writer(),
        setting.document().orElse(null));
    outbox.add(bucket.id(), setting.version().clock(), DocumentKey.ofSetting(setting.name()));
  }

  /** Removes the settings of a bucket that was deleted. */
  public void removeAll(long bucket) {
    session.update("DELETE FROM bucket_setting WHERE bucket = ?", bucket);
  }

  private static SettingRow row(Row row) {
    return new SettingRow(
        row.text(1), new Version(row.number(2), row.number(3)), row.optionalText(4));
  }
}
