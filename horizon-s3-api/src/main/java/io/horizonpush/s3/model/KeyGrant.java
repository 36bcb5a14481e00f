package io.horizonpush.s3.model;

import java.util.Locale;

/**
 * A right of an access key to the objects of a bucket whose keys begin with a prefix, written
 * {@code rw:BUCKET/PREFIX}.
 *
 * @param prefix empty for every key
 */
public record KeyGrant(Access access, BucketName bucket, String prefix) {

  /** What may be done. */
  public enum Access {
    R,
    W,
    RW;

    public boolean reads() {
      return this != W;
    }

    public boolean writes() {
      return this != R;
    }
  }

  /**
   * The grant written so.
   *
   * @throws IllegalArgumentException if it is none, in words for whoever wrote it
   */
  public static KeyGrant parse(String text) {
    int colon = text.indexOf(':');
    String access = colon < 0 ? "" : text.substring(0, colon);
    String place = text.substring(colon + 1);
    int slash = place.indexOf('/');
    String bucket = slash < 0 ? place : place.substring(0, slash);
    try {
      return new KeyGrant(
          Access.valueOf(access.toUpperCase(Locale.ROOT)),
          new BucketName(bucket),
          slash < 0 ? "" : place.substring(slash + 1));
    } catch (IllegalArgumentException | S3Exception e) {
      throw new IllegalArgumentException(
          "a grant is r:BUCKET, w:BUCKET or rw:BUCKET, with /PREFIX behind it if need be; not "
              + text,
          e);
    }
  }

  @Override
  public String toString() {
    return access.name().toLowerCase(Locale.ROOT)
        + ":"
        + bucket.value()
        + (prefix.isEmpty() ? "" : "/" + prefix);
  }
}
