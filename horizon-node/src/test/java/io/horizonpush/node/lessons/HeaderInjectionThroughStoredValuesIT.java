package io.horizonpush.node.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nothing that is stored or asked for may begin a line of its own in an answer. CVE-2020-10753 and
 * CVE-2021-3524 (CR and LF in the ExposeHeader of CORS rules).
 */
class HeaderInjectionThroughStoredValuesIT extends Lesson {

  private static final String INJECTED = "x-injected";

  private String bucket = "";

  @BeforeEach
  void prepare() {
    bucket = root().bucket("lines");
    assertThat(root().put(Request.at(bucket, "k"), "x").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ExposeHeader", "AllowedHeader", "AllowedOrigin", "AllowedMethod", "ID"})
  void rulesWithLineBreaks_areRefusedOrHarmless(String element) {
    for (String lines : new String[] {"&#13;&#10;X-Injected: 1", "\nX-Injected: 1", "&#13;X"}) {
      String rule =
          "<AllowedOrigin>http://x.example</AllowedOrigin><AllowedMethod>GET</AllowedMethod>";
      String document =
          "<CORSConfiguration><CORSRule>%s<%2$s>ETag%3$s</%2$s></CORSRule></CORSConfiguration>"
              .formatted(rule, element, lines);
      Reply set = root().put(Request.at(bucket, "") + "?cors", document);
      assertThat(set.status()).as(set.text()).isIn(200, 400);
      assertThat(element.equals("ExposeHeader") ? set.status() : 400).isEqualTo(400);
      Request get = Request.of("GET", Request.at(bucket, "k")).with("Origin", "http://x.example");
      assertThat(root().send(get).headers()).doesNotContainKey(INJECTED);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "response-content-type",
        "response-content-disposition",
        "response-cache-control",
        "response-expires",
        "response-content-language",
        "response-content-encoding"
      })
  void overridesWithLineBreaks_areRefused(String parameter) {
    for (String value :
        new String[] {"a%0D%0AX-Injected:%201", "a%0AX-Injected:1", "a%0Db", "%00"}) {
      Reply reply = root().get(Request.at(bucket, "k") + "?" + parameter + "=" + value);
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.headers()).doesNotContainKey(INJECTED);
    }
    assertThat(root().get(Request.at(bucket, "k") + "?" + parameter + "=plain").status())
        .isEqualTo(200);
  }

  @Test
  void formsWithLineBreaks_answerWithoutThem() {
    String policy =
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*",
        "Action":"s3:PutObject","Resource":"arn:aws:s3:::%s/*"}]}"""
            .formatted(bucket);
    assertThat(root().put(Request.at(bucket, "") + "?policy", policy).status()).isEqualTo(204);
    for (String field :
        new String[] {"success_action_redirect", "redirect", "x-amz-meta-m", "Content-Type"}) {
      String part = "--cut\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n";
      Reply reply =
          anybody(
              Request.of("POST", Request.at(bucket, ""))
                  .with("Content-Type", "multipart/form-data; boundary=cut")
                  .withText(
                      part.formatted("key", "form\r\nX-Injected: 1")
                          + part.formatted(field, "http://x.example/\r\nX-Injected: 1")
                          + part.formatted("file", "x")
                          + "--cut--\r\n"));
      assertThat(reply.status()).as(reply.text()).isNotEqualTo(500);
      assertThat(reply.headers()).doesNotContainKey(INJECTED);
      Reply stored = root().get(Request.at(bucket, "form\r\nX-Injected: 1"));
      assertThat(stored.headers()).doesNotContainKey(INJECTED);
    }
  }

  /** A key with line breaks is a key; where it stands in an answer it is escaped. */
  @Test
  void keyWithLineBreaks_standsEscapedInAnswers() {
    String target = Request.at(bucket, "a\r\nX-Injected: 1");
    assertThat(root().put(target, "x").headers()).doesNotContainKey(INJECTED);
    assertThat(root().get(target).headers()).doesNotContainKey(INJECTED);
    assertThat(root().get(target + "?uploadId=x").headers()).doesNotContainKey(INJECTED);
    assertThat(root().get(Request.at(bucket, "")).xml().texts("Key"))
        .containsExactly("a\r\nX-Injected: 1", "k");
    assertThat(root().put("/s3/a%0D%0AX-Injected:%201", "").headers()).doesNotContainKey(INJECTED);
  }
}
