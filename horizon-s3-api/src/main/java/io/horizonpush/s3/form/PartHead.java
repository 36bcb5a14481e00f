package io.horizonpush.s3.form;

import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.PercentCoding;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a part of a form says about itself.
 *
 * @param name of the field, in lower case
 * @param filename without a path
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7578#section-4.2">RFC 7578, 4.2</a>
 */
record PartHead(String name, Optional<String> filename) {

  private static final String FILE = "file";
  private static final String UTF_8 = "utf-8''";

  /**
   * Parses the header lines of a part.
   *
   * @throws S3Exception {@code MalformedPOSTRequest}
   */
  static PartHead parse(List<String> lines) {
    HeaderParameters disposition =
        lines.stream()
            .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-disposition:"))
            .findFirst()
            .map(line -> HeaderParameters.parse(line.substring(line.indexOf(':') + 1)))
            .filter(header -> header.type().equals("form-data"))
            .orElseThrow(FormErrors::malformed);
    String name = disposition.parameter("name").orElseThrow(FormErrors::malformed);
    return new PartHead(
        name.toLowerCase(Locale.ROOT),
        disposition
            .parameter("filename*")
            .flatMap(PartHead::decoded)
            .or(() -> disposition.parameter("filename"))
            .map(PartHead::withoutPath));
  }

  boolean isFile() {
    return name.equals(FILE);
  }

  /** RFC 8187; in UTF-8 only, as browsers and Python send it. */
  private static Optional<String> decoded(String extended) {
    if (!extended.toLowerCase(Locale.ROOT).startsWith(UTF_8)) {
      return Optional.empty();
    }
    return PercentCoding.bytes(extended.substring(UTF_8.length()), false)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** AWS: only what follows the last slash or backslash is used. */
  private static String withoutPath(String filename) {
    int last = Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\'));
    return filename.substring(last + 1);
  }
}
