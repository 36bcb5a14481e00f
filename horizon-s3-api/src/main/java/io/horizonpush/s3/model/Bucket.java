package io.horizonpush.s3.model;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A bucket as its owner sees it.
 *
 * @param settings the documents that are set, as they are stored
 */
public record Bucket(
    BucketName name,
    Owner owner,
    Instant createdAt,
    Durability durability,
    Map<BucketSetting, String> settings) {

  public Bucket {
    settings = Map.copyOf(settings);
  }

  /** The document of a setting. */
  public Optional<String> setting(BucketSetting setting) {
    return Optional.ofNullable(settings.get(setting));
  }
}
