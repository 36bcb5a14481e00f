package io.horizonpush.s3.model;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A bucket.
 *
 * @param id by which everything that outlasts a request names it
 * @param durability what a success answer promises here
 * @param document when its document is made here
 * @param settings the documents that S3 clients have set, as they are stored
 * @param shared what this node may do in it; nothing for a bucket that other nodes do not have
 */
public record Bucket(
    BucketId id,
    BucketName name,
    Owner owner,
    Instant createdAt,
    Durability durability,
    DocumentMode document,
    Map<BucketSetting, String> settings,
    BucketConfiguration configuration,
    Optional<MemberMode> shared) {

  public Bucket {
    settings = Map.copyOf(settings);
  }

  /** Whether this node may do in it what {@code needed} names. */
  public boolean allows(MemberMode needed) {
    return shared.isEmpty() || shared.get().allows(needed);
  }

  /** The document of a setting. */
  public Optional<String> setting(BucketSetting setting) {
    return Optional.ofNullable(settings.get(setting));
  }
}
