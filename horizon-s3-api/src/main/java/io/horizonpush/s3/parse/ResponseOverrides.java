package io.horizonpush.s3.parse;

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
                .ifPresent(value -> overrides.put(header, HeaderValues.checked(parameter, value))));
    return overrides;
  }
}
