package io.horizonpush.s3.parse;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.HttpCharacters;
import java.util.HashMap;
import java.util.Map;

/**
 * The parameters of a GET that replace headers of its answer.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html">AWS:
 *     GetObject</a>
 */
final class ResponseOverrides {

  private static final Map<String, String> HEADERS =
      Map.of(
          "response-cache-control", "cache-control",
          "response-content-disposition", "content-disposition",
          "response-content-encoding", "content-encoding",
          "response-content-language", "content-language",
          "response-content-type", "content-type",
          "response-expires", "expires");

  private ResponseOverrides() {}

  static Map<String, String> of(QueryParameters query) {
    Map<String, String> overrides = new HashMap<>();
    HEADERS.forEach(
        (parameter, header) ->
            query
                .get(parameter)
                .ifPresent(value -> overrides.put(header, checked(parameter, value))));
    return overrides;
  }

  /** A control character could end the header that a value becomes. */
  private static String checked(String parameter, String value) {
    if (!HttpCharacters.isValue(value)) {
      throw new S3Exception(
              S3ErrorCode.INVALID_ARGUMENT,
              "A header value must not contain control characters or characters outside ISO-8859-1.")
          .with("ArgumentName", parameter);
    }
    return value;
  }
}
