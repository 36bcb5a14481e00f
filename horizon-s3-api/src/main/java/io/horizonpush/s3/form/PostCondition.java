package io.horizonpush.s3.form;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One condition of a policy.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html">
 *     AWS: POST policy</a>
 */
sealed interface PostCondition {

  /** Whether the fields meet it. A field that is not there meets no condition. */
  boolean isMetBy(Map<String, String> fields);

  /** The field it is about, in lower case. */
  Optional<String> field();

  /** As the policy has it, for the error. */
  String shown();

  /** An exact match. */
  record Equal(String name, String value) implements PostCondition {

    @Override
    public boolean isMetBy(Map<String, String> fields) {
      return value.equals(fields.get(name));
    }

    @Override
    public Optional<String> field() {
      return Optional.of(name);
    }

    @Override
    public String shown() {
      return "[\"eq\", \"$%s\", \"%s\"]".formatted(name, value);
    }
  }

  /** A prefix. */
  record StartsWith(String name, String prefix) implements PostCondition {

    @Override
    public boolean isMetBy(Map<String, String> fields) {
      String value = fields.get(name);
      if (value == null) {
        return false;
      }
      // AWS reads a content type with commas as a list, each element of which must match.
      return name.equals("content-type")
          ? Stream.of(value.split(",", -1)).allMatch(each -> each.strip().startsWith(prefix))
          : value.startsWith(prefix);
    }

    @Override
    public Optional<String> field() {
      return Optional.of(name);
    }

    @Override
    public String shown() {
      return "[\"starts-with\", \"$%s\", \"%s\"]".formatted(name, prefix);
    }
  }

  /** How long the file may be; decided while it is read. */
  record Length(LengthRange range) implements PostCondition {

    @Override
    public boolean isMetBy(Map<String, String> fields) {
      return true;
    }

    @Override
    public Optional<String> field() {
      return Optional.empty();
    }

    @Override
    public String shown() {
      return "[\"content-length-range\", %d, %d]".formatted(range.least(), range.most());
    }
  }

  static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
