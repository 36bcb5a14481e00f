package io.horizonpush.s3.cors;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** A rule that speaks of a request. */
public record CorsMatch(CorsRule rule, CorsRequest request) {

  private static final String VARY =
      "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";

  /**
   * The headers of the answer, to a preflight request as to any other, by lower-case name.
   *
   * <p>Where a rule is for every origin no credentials are allowed: an answer to anybody must not
   * depend on whose browser asks (Fetch standard, 3.3.5).
   *
   * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/RESTOPTIONSobject.html">AWS:
   *     OPTIONS object</a>
   */
  public SortedMap<String, String> headers() {
    SortedMap<String, String> headers = new TreeMap<>();
    if (rule.allowsEveryOrigin()) {
      headers.put("access-control-allow-origin", "*");
    } else {
      headers.put("access-control-allow-origin", request.origin());
      headers.put("access-control-allow-credentials", "true");
    }
    headers.put("access-control-allow-methods", String.join(", ", rule.allowedMethods()));
    if (!request.headers().isEmpty()) {
      headers.put("access-control-allow-headers", String.join(", ", request.headers()));
    }
    if (!rule.exposeHeaders().isEmpty()) {
      headers.put("access-control-expose-headers", String.join(", ", rule.exposeHeaders()));
    }
    rule.maxAgeSeconds().ifPresent(age -> headers.put("access-control-max-age", age.toString()));
    headers.put("vary", VARY);
    return Collections.unmodifiableSortedMap(headers);
  }
}
