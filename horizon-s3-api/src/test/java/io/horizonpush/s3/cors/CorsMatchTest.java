package io.horizonpush.s3.cors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.RequestHead.Header;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorsMatchTest {

  /** The rules of s3-tests' {@code test_cors_origin_response}. */
  private static final CorsConfiguration RULES =
      new CorsConfiguration(
          List.of(
              rule("GET", "*suffix"),
              rule("GET", "start*end"),
              rule("GET", "prefix*"),
              rule("PUT", "*.put")));

  private static final String VARY =
      "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";

  @ParameterizedTest
  @CsvSource({
    "foo.suffix, GET, true",
    "foo.bar, GET, false",
    "foo.suffix.get, GET, false",
    "startend, GET, true",
    "start1end, GET, true",
    "start12end, GET, true",
    "0start12end, GET, false",
    "staend, GET, false",
    "prefix, GET, true",
    "prefix.suffix, GET, true",
    "bla.prefix, GET, false",
    "PREFIX, GET, false",
    "foo.suffix, PUT, false",
    "foo.put, GET, false",
    "foo.put, PUT, true"
  })
  void origin_isComparedWithThePatternOfARuleForTheMethod(
      String origin, String method, boolean allowed) {
    Optional<CorsMatch> preflight =
        RULES.match(
            CorsRequest.preflight(
                head("OPTIONS", "origin", origin, "access-control-request-method", method)));

    assertThat(preflight.isPresent()).isEqualTo(allowed);
    assertThat(actual(RULES, method, "origin", origin))
        .isEqualTo(preflight.map(CorsMatch::headers));
    preflight.ifPresent(
        match ->
            assertThat(match.headers())
                .isEqualTo(
                    Map.of(
                        "access-control-allow-origin", origin,
                        "access-control-allow-credentials", "true",
                        "access-control-allow-methods", method,
                        "vary", VARY)));
  }

  @Test
  void requestMethod_thatAnActualRequestNames_countsInsteadOfItsOwn() {
    assertThat(actual(RULES, "PUT", "origin", "foo.suffix", "access-control-request-method", "GET"))
        .isPresent();
    assertThat(
            actual(RULES, "GET", "origin", "foo.suffix", "access-control-request-method", "DELETE"))
        .isEmpty();
  }

  @Test
  void request_ofNoScript_isAnsweredAsIfThereWereNoRules() {
    assertThat(CorsRequest.actual(head("GET"))).isEmpty();
    assertThat(CorsRequest.actual(head("GET", "origin", ""))).isEmpty();
    assertThat(CorsRequest.actual(head("GET", "origin", "http://a b"))).isEmpty();
    assertThat(CorsRequest.actual(head("GET", "origin", "http://\u00e4"))).isEmpty();
  }

  @Test
  void rule_forEveryOrigin_namesNoneAndAllowsNoCredentials() {
    CorsConfiguration open =
        new CorsConfiguration(
            List.of(
                new CorsRule(
                    Optional.empty(),
                    List.of("http://a.example", "*"),
                    List.of("GET", "PUT"),
                    List.of(),
                    List.of("x-amz-id-2", "ETag"),
                    Optional.of(0))));

    assertThat(actual(open, "GET", "origin", "http://a.example"))
        .contains(
            Map.of(
                "access-control-allow-origin", "*",
                "access-control-allow-methods", "GET, PUT",
                "access-control-expose-headers", "x-amz-id-2, ETag",
                "access-control-max-age", "0",
                "vary", VARY));
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "x-amz-meta-a|x-amz-meta-a",
        "X-Amz-Meta-A, content-type|x-amz-meta-a, content-type",
        "x-AMZ-date ,,|x-amz-date"
      },
      delimiter = '|')
  void headers_thatTheRuleAllows_areAnsweredInLowerCase(String asked, String allowed) {
    CorsConfiguration rules = allowing("X-amz-*", "Content-Type");

    assertThat(actual(rules, "GET", "origin", "a", "access-control-request-headers", asked))
        .hasValueSatisfying(
            headers -> assertThat(headers).containsEntry("access-control-allow-headers", allowed));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x-other", "x-amz-a, x-other", "x-amz-a b", "x-amz-\u00e4", "content-typ"})
  void headers_thatTheRuleDoesNotAllow_matchNoRule(String asked) {
    CorsConfiguration rules = allowing("x-amz-*", "content-type");

    assertThat(actual(rules, "GET", "origin", "a", "access-control-request-headers", asked))
        .isEmpty();
    assertThat(actual(allowing(), "GET", "origin", "a", "access-control-request-headers", asked))
        .isEmpty();
  }

  @Test
  void preflight_withoutOriginOrMethod_isABadRequest() {
    bad(head("OPTIONS"), "Insufficient information. Origin request header needed.");
    bad(head("OPTIONS", "origin", "foo.suffix"), "Invalid Access-Control-Request-Method: null");
    bad(
        head("OPTIONS", "origin", "foo.suffix", "access-control-request-method", "OPTIONS"),
        "Invalid Access-Control-Request-Method: OPTIONS");
  }

  @Test
  void preflight_thatNoRuleSpeaksOf_isForbiddenInTheWordsOfAws() {
    CorsRequest preflight = new CorsRequest("foo.bar", "GET", List.of());

    assertThatExceptionOfType(S3Exception.class)
        .isThrownBy(() -> RULES.require(preflight, "OBJECT"))
        .withMessageStartingWith("CORSResponse: This CORS request is not allowed. ")
        .satisfies(
            e -> {
              assertThat(e.code()).isEqualTo(S3ErrorCode.ACCESS_FORBIDDEN);
              assertThat(e.code().status()).isEqualTo(403);
              assertThat(e.details()).isEqualTo(Map.of("Method", "GET", "ResourceType", "OBJECT"));
            });
    assertThat(CorsConfiguration.notEnabled(preflight))
        .hasMessage("CORSResponse: CORS is not enabled for this bucket.");
    assertThat(CorsConfiguration.bucketNotFound(preflight))
        .hasMessage("CORSResponse: Bucket not found");
  }

  @Test
  void firstRuleThatMatches_counts() {
    CorsRule first = rule("GET", "a");
    CorsConfiguration rules =
        new CorsConfiguration(List.of(rule("PUT", "a"), first, rule("GET", "*")));

    assertThat(rules.require(new CorsRequest("a", "GET", List.of()), "BUCKET").rule())
        .isEqualTo(first);
  }

  private static CorsConfiguration allowing(String... headers) {
    return new CorsConfiguration(
        List.of(
            new CorsRule(
                Optional.empty(),
                List.of("*"),
                List.of("GET"),
                List.of(headers),
                List.of(),
                Optional.empty())));
  }

  private static CorsRule rule(String method, String origin) {
    return new CorsRule(
        Optional.empty(), List.of(origin), List.of(method), List.of(), List.of(), Optional.empty());
  }

  private static Optional<Map<String, String>> actual(
      CorsConfiguration rules, String method, String... headers) {
    return CorsRequest.actual(head(method, headers)).flatMap(rules::match).map(CorsMatch::headers);
  }

  private static RequestHead head(String method, String... headers) {
    List<Header> list =
        IntStream.range(0, headers.length / 2)
            .mapToObj(i -> new Header(headers[2 * i], headers[2 * i + 1]))
            .toList();
    return new RequestHead(method, "/bucket/key", "", list);
  }

  private static void bad(RequestHead head, String message) {
    assertThatExceptionOfType(S3Exception.class)
        .isThrownBy(() -> CorsRequest.preflight(head))
        .withMessage(message)
        .extracting(S3Exception::code)
        .isEqualTo(S3ErrorCode.BAD_REQUEST);
  }
}
