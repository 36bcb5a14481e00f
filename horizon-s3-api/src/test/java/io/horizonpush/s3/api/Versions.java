package io.horizonpush.s3.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.api.TestingS3Client.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What suites about versions and locks send. */
final class Versions {

  /** The mark of a retention that no test outlives. */
  static final String LATE = "2999-01-01T00:00:00.000Z";

  private Versions() {}

  static String configuration(String status) {
    return "<VersioningConfiguration><Status>" + status + "</Status></VersioningConfiguration>";
  }

  /** Puts an object into a bucket with versions and says which one that made. */
  static String put(TestingS3Client client, String target, String text) {
    return put(client, target, Map.of(), text);
  }

  static String put(
      TestingS3Client client, String target, Map<String, String> headers, String text) {
    Answer answer = client.send("PUT", target, headers, text.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.header("x-amz-version-id")).matches("[0-9a-f]{32}");
    return answer.header("x-amz-version-id");
  }

  static String retention(String mode, String until) {
    return "<Retention><Mode>"
        + mode
        + "</Mode><RetainUntilDate>"
        + until
        + "</RetainUntilDate></Retention>";
  }

  static String hold(String status) {
    return "<LegalHold><Status>" + status + "</Status></LegalHold>";
  }

  /** The configuration of a bucket whose versions can be locked. */
  static String lock(String rule) {
    return "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled>"
        + rule
        + "</ObjectLockConfiguration>";
  }

  static String defaultRetention(String inside) {
    return lock("<Rule><DefaultRetention>" + inside + "</DefaultRetention></Rule>");
  }
}
