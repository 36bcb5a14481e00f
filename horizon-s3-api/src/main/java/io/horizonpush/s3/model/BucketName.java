package io.horizonpush.s3.model;

import java.util.regex.Pattern;

/**
 * A bucket's name: 3 to 63 characters of {@code [A-Za-z0-9._-]}.
 *
 * <p>This is the rule that AWS applied in us-east-1 before 2018, shortened to 63 characters. {@link
 * #isDnsCompatible()} tells whether today's stricter rule is met as well.
 */
public record BucketName(String value) implements Comparable<BucketName> {

  private static final Pattern DNS =
      Pattern.compile("[a-z0-9](?:[a-z0-9]|-(?!\\.)|\\.(?![.-]))*[a-z0-9]");
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}");

  public BucketName {
    if (!isLenient(value)) {
      throw new S3Exception(S3ErrorCode.INVALID_BUCKET_NAME, "The specified bucket is not valid.")
          .with("BucketName", value);
    }
  }

  private static boolean isLenient(String value) {
    for (int at = 0; at < value.length(); at++) {
      char next = value.charAt(at);
      boolean allowed =
          (next >= 'a' && next <= 'z')
              || (next >= 'A' && next <= 'Z')
              || (next >= '0' && next <= '9')
              || next == '.'
              || next == '_'
              || next == '-';
      if (!allowed) {
        return false;
      }
    }
    return value.length() >= 3 && value.length() <= 63;
  }

  /**
   * Whether the name obeys the rule of general purpose buckets.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html">AWS:
   *     naming rules</a>
   */
  public boolean isDnsCompatible() {
    return DNS.matcher(value).matches()
        && !IPV4.matcher(value).matches()
        && !value.startsWith("xn--")
        && !value.endsWith("-s3alias");
  }

  @Override
  public int compareTo(BucketName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
