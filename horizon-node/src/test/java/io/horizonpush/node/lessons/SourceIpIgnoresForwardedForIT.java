package io.horizonpush.node.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.testing.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An address is where a connection comes from, not what a header says of it. CVE-2026-21862 ({@code
 * aws:SourceIp} taken from {@code X-Forwarded-For}).
 */
class SourceIpIgnoresForwardedForIT extends Lesson {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For",
        "X-Real-IP",
        "X-Client-IP",
        "True-Client-IP",
        "CF-Connecting-IP",
        "X-Cluster-Client-IP",
        "Forwarded-For",
        "aws:SourceIp",
        "SourceIp"
      })
  void addressInAHeader_isNotBelieved(String header) {
    String bucket = open("10.0.0.0/8");
    Request get = Request.of("GET", Request.at(bucket, "k"));
    if (header.indexOf(':') < 0) {
      assertDenied(anybody(get.with(header, "10.1.2.3")));
    } else {
      assertDenied(
          anybody(Request.of("GET", Request.at(bucket, "k") + "?" + header + "=10.1.2.3")));
    }
    assertDenied(anybody(get.with("Forwarded", "for=10.1.2.3")));
  }

  @Test
  void addressOfTheConnection_counts() {
    Request get = Request.of("GET", Request.at(open("127.0.0.0/8"), "k"));
    assertThat(anybody(get).text()).isEqualTo("x");
    assertThat(anybody(get.with("X-Forwarded-For", "10.1.2.3")).text()).isEqualTo("x");
  }

  /** A bucket whose objects may be read from some addresses. */
  private static String open(String addresses) {
    String bucket = root().bucket("from");
    assertThat(root().put(Request.at(bucket, "k"), "x").status()).isEqualTo(200);
    String policy =
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*",
        "Action":"s3:GetObject","Resource":"arn:aws:s3:::%s/*",
        "Condition":{"IpAddress":{"aws:SourceIp":"%s"}}}]}"""
            .formatted(bucket, addresses);
    assertThat(root().put(Request.at(bucket, "") + "?policy", policy).status()).isEqualTo(204);
    return bucket;
  }
}
