package io.horizonpush.s3.parse;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Tag;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.model.Tags.Carrier;
import io.horizonpush.s3.request.PercentCoding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The header {@code x-amz-tagging}: an object's tags as a query string. Stateless. */
final class TaggingHeader {

  static final String NAME = "x-amz-tagging";

  private TaggingHeader() {}

  /**
   * Reads the header's value.
   *
   * @throws S3Exception {@code InvalidArgument} when it is no query string or names a key twice,
   *     and what {@link Tags#of} throws
   */
  static Tags parse(String header) {
    if (header.isEmpty()) {
      return Tags.NONE;
    }
    List<Tag> tags = new ArrayList<>();
    // Unlike in a request's query an empty parameter is not passed over: it is a tag without a key.
    for (String pair : header.split("&", -1)) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      tags.add(new Tag(decode(key, header), decode(value, header)));
    }
    if (tags.stream().map(Tag::key).distinct().count() < tags.size()) {
      throw invalid(header);
    }
    return Tags.of(tags, Carrier.OBJECT);
  }

  /** Bytes outside ASCII must come escaped; what is no UTF-8 turns into a forbidden character. */
  private static String decode(String encoded, String header) {
    if (!StandardCharsets.US_ASCII.newEncoder().canEncode(encoded)) {
      throw invalid(header);
    }
    return PercentCoding.bytes(encoded, true)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .orElseThrow(() -> invalid(header));
  }

  private static S3Exception invalid(String header) {
    return new S3Exception(
            S3ErrorCode.INVALID_ARGUMENT,
            "The header '"
                + NAME
                + "' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag"
                + " name duplicates.")
        .with("ArgumentName", NAME)
        .with("ArgumentValue", header);
  }
}
