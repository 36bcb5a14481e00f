package io.horizonpush.s3.model;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The tags of an object or a bucket, by key.
 *
 * <p>Whatever comes from a client goes through {@link #of}, which holds the limits; the constructor
 * takes what was stored.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html">AWS:
 *     object tagging</a>
 */
public record Tags(SortedMap<String, String> values) implements Attribute {

  /** What carries tags, and how many at most. */
  public enum Carrier {
    OBJECT(10, "Object tags cannot be greater than 10"),
    BUCKET(50, "Bucket tag count cannot be greater than 50");

    private final int limit;
    private final String excess;

    Carrier(int limit, String excess) {
      this.limit = limit;
      this.excess = excess;
    }

    /** The largest number of tags. */
    public int limit() {
      return limit;
    }
  }

  public static final Tags NONE = new Tags(new TreeMap<>());

  /** The longest key, in code points. */
  public static final int MAX_KEY = 128;

  /** The longest value, in code points. */
  public static final int MAX_VALUE = 256;

  private static final Pattern CHARACTERS = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");

  public Tags {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /**
   * The tags of a list in which a client may have put anything.
   *
   * @throws S3Exception {@code InvalidTag} for too many, a key that comes twice, and a key or value
   *     that is too long or has characters outside AWS's set
   */
  public static Tags of(Collection<Tag> tags, Carrier carrier) {
    if (tags.size() > carrier.limit) {
      throw new S3Exception(S3ErrorCode.INVALID_TAG, carrier.excess);
    }
    SortedMap<String, String> values = new TreeMap<>();
    for (Tag tag : tags) {
      check(tag);
      if (values.put(tag.key(), tag.value()) != null) {
        throw new S3Exception(
                S3ErrorCode.INVALID_TAG, "Cannot provide multiple Tags with the same key")
            .with("TagKey", tag.key());
      }
    }
    return new Tags(values);
  }

  /** The value of a key, whose case counts. */
  public Optional<String> value(String key) {
    return Optional.ofNullable(values.get(key));
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** The number of tags. */
  public int count() {
    return values.size();
  }

  /** The tags in the order of their keys. */
  public List<Tag> list() {
    return values.entrySet().stream().map(Tags::tag).toList();
  }

  private static Tag tag(Map.Entry<String, String> entry) {
    return new Tag(entry.getKey(), entry.getValue());
  }

  private static void check(Tag tag) {
    if (tag.key().isEmpty() || !isAcceptable(tag.key(), MAX_KEY)) {
      throw new S3Exception(S3ErrorCode.INVALID_TAG, "The TagKey you have provided is invalid")
          .with("TagKey", tag.key());
    }
    if (tag.key().startsWith("aws:")) {
      throw new S3Exception(S3ErrorCode.INVALID_TAG, "Your TagKey cannot be prefixed with aws:")
          .with("TagKey", tag.key());
    }
    if (!isAcceptable(tag.value(), MAX_VALUE)) {
      throw new S3Exception(S3ErrorCode.INVALID_TAG, "The TagValue you have provided is invalid")
          .with("TagKey", tag.key())
          .with("TagValue", tag.value());
    }
  }

  private static boolean isAcceptable(String text, int longest) {
    return text.codePointCount(0, text.length()) <= longest && CHARACTERS.matcher(text).matches();
  }

  @Override
  public Name name() {
    return Name.TAGS;
  }
}
