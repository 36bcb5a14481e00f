package io.horizonpush.s3.model;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The storage class of a version, by the word that S3 has for it. One that this node does not know
 * is kept and shown like any other.
 *
 * @param word such as {@code GLACIER}
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html">AWS:
 *     storage classes</a>
 */
public record StorageClass(String word) implements Attribute, Comparable<StorageClass> {

  private static final Pattern FORM = Pattern.compile("[A-Z][A-Z0-9_]{0,31}");

  /** That of a version of which nobody said anything else. */
  public static final StorageClass STANDARD = new StorageClass("STANDARD");

  /**
   * Those in which a client may write; the others of S3 belong to buckets of another kind than
   * these.
   */
  public static final List<StorageClass> WRITABLE =
      List.of(
          STANDARD,
          new StorageClass("REDUCED_REDUNDANCY"),
          new StorageClass("STANDARD_IA"),
          new StorageClass("ONEZONE_IA"),
          new StorageClass("INTELLIGENT_TIERING"),
          new StorageClass("GLACIER_IR"),
          new StorageClass("GLACIER"),
          new StorageClass("DEEP_ARCHIVE"));

  public StorageClass {
    if (!FORM.matcher(word).matches()) {
      throw new IllegalArgumentException("A storage class has capitals, digits and underscores");
    }
  }

  /** The class of a word, if a client may write in it. */
  public static Optional<StorageClass> writable(String word) {
    return WRITABLE.stream().filter(each -> each.word.equals(word)).findFirst();
  }

  /** Whether it is the usual one. */
  public boolean isStandard() {
    return equals(STANDARD);
  }

  @Override
  public Name name() {
    return Name.STORAGE_CLASS;
  }

  @Override
  public int compareTo(StorageClass other) {
    return word.compareTo(other.word);
  }

  @Override
  public String toString() {
    return word;
  }
}
