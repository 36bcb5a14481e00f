package io.horizonpush.s3.model;

import java.util.Locale;
import java.util.Optional;

/**
 * A right of an access key to the objects of a bucket whose keys begin with a prefix, written
 * {@code rw:BUCKET/PREFIX}.
 *
 * @param id of the bucket that is meant: the right does not pass to one that is made again under
 *     its name; nothing as long as it was only written down
 * @param prefix empty for every key
 */
public record KeyGrant(Access access, BucketName bucket, Optional<BucketId> id, String prefix) {

  /** What may be done. */
  public enum Access {
    R,
    W,
    RW,
    /** Besides to remove versions by their ids and to let go of what is held. */
    RWD;

    public boolean reads() {
      return this != W;
    }

    public boolean writes() {
      return this != R;
    }

    /** Whether versions may be removed for good: what was written once is safe without it. */
    public boolean removes() {
      return this == RWD;
    }
  }

  /** Throws IllegalArgumentException for a prefix of several lines: grants are kept one a line. */
  public KeyGrant {
    if (prefix.indexOf('\n') >= 0 || prefix.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("the prefix of a grant is one line");
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
    return parse(text, access, Optional.empty(), text.substring(colon + 1));
  }

  /**
   * The grant that {@link #stored} wrote.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static KeyGrant parseStored(String text) {
    String[] fields = text.split(":", 3);
    return fields.length == 3
        ? parse(text, fields[0], BucketId.parse(fields[1]), fields[2])
        : parse(text);
  }

  private static KeyGrant parse(String text, String access, Optional<BucketId> id, String place) {
    int slash = place.indexOf('/');
    String bucket = slash < 0 ? place : place.substring(0, slash);
    try {
      return new KeyGrant(
          Access.valueOf(access.toUpperCase(Locale.ROOT)),
          new BucketName(bucket),
          id,
          slash < 0 ? "" : place.substring(slash + 1));
    } catch (IllegalArgumentException | S3Exception e) {
      throw new IllegalArgumentException(
          "a grant is r:BUCKET, w:BUCKET, rw:BUCKET or rwd:BUCKET, with /PREFIX behind it if need"
              + " be; not "
              + text,
          e);
    }
  }

  /** The same grant, of this bucket and no other of its name. */
  public KeyGrant of(BucketId meant) {
    return new KeyGrant(access, bucket, Optional.of(meant), prefix);
  }

  /** The same grant, of a bucket that has this name here. */
  public KeyGrant in(BucketName name) {
    return new KeyGrant(access, name, id, prefix);
  }

  /** Whether a bucket is the one that is meant. */
  public boolean covers(Bucket other) {
    return id.equals(Optional.of(other.id()));
  }

  /** The grant with the id of its bucket. */
  public String stored() {
    return id.map(each -> access() + ":" + each.text() + ":" + place()).orElseGet(this::toString);
  }

  private String place() {
    return bucket.value() + (prefix.isEmpty() ? "" : "/" + prefix);
  }

  @Override
  public String toString() {
    return access.name().toLowerCase(Locale.ROOT) + ":" + place();
  }
}
