package io.horizonpush.fallback.origin;

import io.horizonpush.s3.model.OriginId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Where an origin is: all that its id is made of, so that nodes with the same place agree on the id
 * without asking.
 *
 * @param endpoint of the service, in its one spelling ({@link OriginEndpoint}); Azure's names the
 *     account
 * @param bucket or container
 * @param prefix that all its keys begin with there and that no client sees; may be empty
 */
public record OriginPlace(OriginType type, URI endpoint, String bucket, String prefix) {

  /** What an object's key may be at most, in UTF-8; Google's and Amazon's limit. */
  static final int MAX_KEY_BYTES = 1024;

  private static final Pattern AWS_BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

  /** What compatible stores have let in. */
  private static final Pattern S3_BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,254}");

  private static final Pattern GOOGLE_BUCKET =
      Pattern.compile("[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]");

  private static final Pattern CONTAINER =
      Pattern.compile("\\$root|\\$web|(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*");

  public OriginPlace {
    endpoint = OriginEndpoint.given(endpoint.toString());
    Pattern names =
        switch (type) {
          case AWS_S3 -> AWS_BUCKET;
          case S3 -> S3_BUCKET;
          case GCS -> GOOGLE_BUCKET;
          case AZURE_BLOB -> CONTAINER;
        };
    if (!names.matcher(bucket).matches()) {
      throw OriginException.misconfigured(
          "'%s' is no name of a %s"
              .formatted(bucket, type == OriginType.AZURE_BLOB ? "container" : "bucket"));
    }
    requirePrefix(prefix);
  }

  /** Its id. */
  public OriginId id() {
    return OriginId.of(type.toString(), endpoint.toString(), bucket, prefix);
  }

  /**
   * The key there of an object's key here.
   *
   * @throws OriginException unsupported, for a key that is too long there
   */
  public String keyOf(String objectKey) {
    String key = prefix + objectKey;
    if (key.isEmpty() || key.getBytes(StandardCharsets.UTF_8).length > MAX_KEY_BYTES) {
      throw new OriginException(
          new OriginFault.Unsupported(),
          "with the origin's prefix the key is empty or longer than 1024 bytes: it cannot be kept there");
    }
    return key;
  }

  private static void requirePrefix(String prefix) {
    if (prefix.startsWith("/")) {
      throw OriginException.misconfigured(
          "the prefix '%s' begins with a slash, which would be part of every key: leave it out"
              .formatted(prefix));
    }
    if (prefix.chars().anyMatch(Character::isISOControl)
        || prefix.getBytes(StandardCharsets.UTF_8).length > MAX_KEY_BYTES / 2) {
      throw OriginException.misconfigured(
          "the prefix of an origin has control characters or more than 512 bytes");
    }
  }
}
