package io.horizonpush.fallback.origin;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The API that an origin speaks. */
public enum OriginType {
  /** Amazon S3. */
  AWS_S3,

  /** Any other store that speaks S3, at an endpoint of its own. */
  S3,

  /** Google Cloud Storage, by its JSON API. */
  GCS,

  /** Azure Blob Storage: containers of block blobs. */
  AZURE_BLOB;

  /** Whether a listing there can begin behind any key, or only where one of before ended. */
  public boolean listsBehindKeys() {
    return this != AZURE_BLOB;
  }

  /**
   * The type of this name.
   *
   * @throws OriginException misconfigured, for a name that no type has
   */
  public static OriginType named(String name) {
    Optional<OriginType> found =
        Arrays.stream(values()).filter(each -> each.toString().equals(name)).findFirst();
    return found.orElseThrow(
        () ->
            OriginException.misconfigured(
                "no type of origin is called '%s': use %s"
                    .formatted(
                        name,
                        Arrays.stream(values())
                            .map(OriginType::toString)
                            .collect(Collectors.joining(", ")))));
  }

  /** The name in settings, and in the hash that is an origin's id: {@code aws-s3}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
