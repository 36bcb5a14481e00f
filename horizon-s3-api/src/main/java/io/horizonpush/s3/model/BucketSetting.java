package io.horizonpush.s3.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can be set for a bucket by a document of its own. */
public enum BucketSetting {
  ACL,
  CORS,
  POLICY,
  PUBLIC_ACCESS_BLOCK,
  TAGGING;

  /**
   * The name in the index and in the bucket's iroh document, such as {@code public-access-block}.
   */
  public String storedName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The setting stored under this name; nothing when a newer node wrote it. */
  public static Optional<BucketSetting> stored(String name) {
    return Arrays.stream(values()).filter(each -> each.storedName().equals(name)).findFirst();
  }
}
