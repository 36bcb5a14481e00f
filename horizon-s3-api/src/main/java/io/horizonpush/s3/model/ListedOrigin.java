package io.horizonpush.s3.model;

import java.util.Optional;

/**
 * An origin of a bucket as all members know it: where it is, and nothing that lets anybody in.
 *
 * @param type of its API, such as {@code aws-s3}
 * @param endpoint as resolved
 * @param bucket or container
 * @param readOnly whether no member writes there
 * @param prefix of its keys; may be empty
 */
public record ListedOrigin(
    String type, String endpoint, String bucket, boolean readOnly, String prefix) {

  private static final String READ_ONLY = "ro";
  private static final String READ_WRITE = "rw";
  private static final int FIELDS = 5;

  public ListedOrigin {
    if (isNoWord(type) || isNoWord(endpoint) || isNoWord(bucket) || hasControls(prefix)) {
      throw new IllegalArgumentException("An origin has no spaces in what names it");
    }
  }

  private static boolean isNoWord(String text) {
    return text.isEmpty() || hasControls(text) || text.indexOf(' ') >= 0;
  }

  private static boolean hasControls(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }

  /** Its id. */
  public OriginId id() {
    return OriginId.of(type, endpoint, bucket, prefix);
  }

  /** One line that {@link #stored} reads. */
  public String text() {
    return String.join(" ", type, readOnly ? READ_ONLY : READ_WRITE, endpoint, bucket, prefix);
  }

  /** What a stored line says; nothing for one that a newer node wrote. */
  public static Optional<ListedOrigin> stored(String line) {
    String[] fields = line.split(" ", FIELDS);
    boolean isKnown =
        fields.length == FIELDS && (fields[1].equals(READ_ONLY) || fields[1].equals(READ_WRITE));
    try {
      return isKnown
          ? Optional.of(
              new ListedOrigin(
                  fields[0], fields[2], fields[3], fields[1].equals(READ_ONLY), fields[4]))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
