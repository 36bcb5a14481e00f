package io.horizonpush.s3.payload;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The headers behind the last chunk of an aws-chunked body.
 *
 * @param values by lower-case name, in the order received, the signature left out
 * @param signature of the trailer, in hexadecimal; empty when there is none
 */
record Trailers(Map<String, String> values, String signature) {

  static final Trailers NONE = new Trailers(Map.of(), "");

  private static final String SIGNATURE = "x-amz-trailer-signature";
  private static final int MOST = 16;
  private static final int LONGEST_LINE = 1024;

  Trailers {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * Reads trailers up to an empty line or the end of the body: clients end them with one CRLF or
   * with two.
   */
  static Trailers read(ChunkInput input) {
    Map<String, String> values = new LinkedHashMap<>();
    String signature = "";
    while (!input.atEnd()) {
      String line = withoutLineFeed(input.line(LONGEST_LINE));
      if (line.isEmpty()) {
        break;
      }
      int colon = line.indexOf(':');
      if (colon <= 0 || values.size() == MOST) {
        throw malformed();
      }
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      String value = trimmed(line.substring(colon + 1));
      if (name.equals(SIGNATURE)) {
        signature = value;
      } else if (values.put(name, value) != null) {
        throw malformed();
      }
    }
    return new Trailers(values, signature);
  }

  /** AWS's description of the format ends a trailer in LF CR LF; its clients in CR LF. */
  private static String withoutLineFeed(String line) {
    return line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
  }

  /** Without the blanks that HTTP allows around a value, and nothing else. */
  private static String trimmed(String value) {
    int from = 0;
    int to = value.length();
    while (from < to && isBlank(value.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(value.charAt(to - 1))) {
      to--;
    }
    return value.substring(from, to);
  }

  private static boolean isBlank(char next) {
    return next == ' ' || next == '\t';
  }

  Optional<String> value(String lowerCaseName) {
    return Optional.ofNullable(values.get(lowerCaseName));
  }

  /** The text that a trailer signature covers. */
  String signedText() {
    StringBuilder text = new StringBuilder();
    values.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
    return text.toString();
  }

  /** Checks that exactly the trailers arrived that {@code x-amz-trailer} names. */
  void checkDeclared(List<String> declared) {
    if (!values.keySet().equals(Set.copyOf(declared))) {
      throw malformed();
    }
  }

  /**
   * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">AWS: error
   *     responses, MalformedTrailerError</a>
   */
  private static S3Exception malformed() {
    return new S3Exception(
        S3ErrorCode.MALFORMED_TRAILER,
        "The request contained trailing data that was not well-formed or did not conform to our"
            + " published schema.");
  }
}
