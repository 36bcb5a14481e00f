package io.horizonpush.node.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A script of another origin reads an answer only where a rule of the bucket names that origin.
 * CVE-2026-46685 (every origin was reflected, with credentials).
 */
class CrossOriginNeedsARuleIT extends Lesson {

  private static final String ALLOWED = "access-control-allow-origin";
  private static final String CREDENTIALS = "access-control-allow-credentials";

  private String bucket = "";

  @BeforeEach
  void prepare() {
    bucket = root().bucket("origins");
    assertThat(root().put(Request.at(bucket, "k"), "x").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "null", "http://localhost", "*", "file://"})
  void withoutARule_noOriginIsAllowed(String origin) {
    assertThat(get(origin).headers()).doesNotContainKeys(ALLOWED, CREDENTIALS);
    assertThat(preflight(origin).status()).isEqualTo(403);
    assertThat(preflight(origin).headers()).doesNotContainKeys(ALLOWED, CREDENTIALS);
    Request service = Request.of("GET", "/s3/").with("Origin", origin);
    assertThat(root().send(service).headers()).doesNotContainKeys(ALLOWED, CREDENTIALS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.example",
        "http://good.example.evil.example",
        "http://evilgood.example",
        "https://good.example",
        "http://good.example:8080",
        "http://good.example/",
        "HTTP://GOOD.EXAMPLE",
        "http://good.example, http://evil.example",
        "null"
      })
  void ruleForOneOrigin_allowsNoOther(String origin) {
    rule("http://good.example");
    assertThat(get(origin).headers()).doesNotContainKeys(ALLOWED, CREDENTIALS);
    assertThat(preflight(origin).status()).isIn(400, 403);
    assertThat(get("http://good.example").header(ALLOWED)).isEqualTo("http://good.example");
  }

  @Test
  void ruleForEveryOrigin_reflectsNoneAndAllowsNoCredentials() {
    rule("*");
    Reply reply = get("http://evil.example");
    assertThat(reply.header(ALLOWED)).isEqualTo("*");
    assertThat(reply.headers()).doesNotContainKey(CREDENTIALS);
    assertThat(preflight("http://evil.example").headers()).doesNotContainKey(CREDENTIALS);
  }

  /** Caches must not give one origin what another was allowed. */
  @Test
  void answerThatDependsOnTheOrigin_saysSo() {
    rule("http://good.example");
    assertThat(get("http://good.example").header("vary")).containsIgnoringCase("Origin");
  }

  @Test
  void ruleOfOneBucket_isNotThatOfAnother() {
    rule("http://good.example");
    String other = root().bucket("origins");
    Request request =
        Request.of("GET", Request.at(other, "")).with("Origin", "http://good.example");
    assertThat(root().send(request).headers()).doesNotContainKey(ALLOWED);
  }

  private Reply get(String origin) {
    return root().send(Request.of("GET", Request.at(bucket, "k")).with("Origin", origin));
  }

  private Reply preflight(String origin) {
    return anybody(
        Request.of("OPTIONS", Request.at(bucket, "k"))
            .with("Origin", origin)
            .with("Access-Control-Request-Method", "GET"));
  }

  private void rule(String origin) {
    String document =
        "<CORSConfiguration><CORSRule><AllowedOrigin>%s</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>"
            .formatted(origin);
    assertThat(root().put(Request.at(bucket, "") + "?cors", document).status()).isEqualTo(200);
  }
}
