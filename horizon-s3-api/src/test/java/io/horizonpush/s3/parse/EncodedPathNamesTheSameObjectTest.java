package io.horizonpush.s3.parse;

import static io.horizonpush.s3.request.TestingClients.LOCAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.auth.Authenticator;
import io.horizonpush.s3.auth.TestingSigner;
import io.horizonpush.s3.auth.UnsignedSender;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.Endpoint;
import io.horizonpush.s3.request.RequestHead;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A signature that covers one reading of a path and an operation that takes another are two
 * requests (CVE-2026-42882): whatever spelling is accepted must name what was signed.
 */
class EncodedPathNamesTheSameObjectTest {

  private static final List<String> PATHS =
      List.of(
          "/s3/k",
          "/s3/s3/k",
          "/bucket/s3/k",
          "/s3/bucket/a//b",
          "/bucket/%252F",
          "/s3",
          "/k/../s3/");

  private final Authenticator authenticator =
      new Authenticator(TestingSigner::find, List.of(), new UnsignedSender.Anybody());
  private final Endpoint address = new Endpoint(List.of("localhost"));

  @Test
  void spellingThatTheSignatureCovers_namesWhatWasSigned() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    int accepted = 0;
    for (int round = 0; round < 2_000; round++) {
      String host = random.nextBoolean() ? "localhost" : "bucket.localhost";
      String path = PATHS.get(random.nextInt(PATHS.size()));
      RequestHead signed = TestingSigner.presign("GET", "http://" + host + path, Map.of());
      RequestHead other =
          new RequestHead(
              "GET", respelled(signed.rawPath(), random), signed.rawQuery(), signed.headers());
      try {
        authenticator.authenticate(other, LOCAL, TestingSigner.NOW);
        accepted++;
      } catch (S3Exception e) {
        continue;
      }
      assertThat(address.target(other))
          .as("seed %d: %s for %s", seed, other.rawPath(), signed.rawPath())
          .isEqualTo(address.target(signed));
    }
    assertThat(accepted).isGreaterThan(200);
  }

  @ParameterizedTest
  @CsvSource({
    "bucket.localhost, /s3/k, bucket, k",
    "bucket.localhost, /%733/k, bucket, k",
    "bucket.localhost, /s3%2Fk, bucket, k",
    "bucket.localhost, /S3/k, bucket, S3/k",
    "localhost, /%73%33%2fbucket%2Fk, bucket, k",
    "localhost, /bucket/s3%2Fk, bucket, s3/k"
  })
  void prefix_isThePrefix_inEverySpelling(String host, String path, String bucket, String key) {
    RequestHead head =
        new RequestHead("GET", path, "", List.of(new RequestHead.Header("host", host)));
    assertThat(address.target(head)).isEqualTo(new Endpoint.Target(bucket, key));
  }

  private static String respelled(String path, Random random) {
    StringBuilder other = new StringBuilder("/");
    for (int at = 1; at < path.length(); at++) {
      char next = path.charAt(at);
      boolean escape = next != '%' && random.nextInt(3) == 0;
      String hex = "%%%02x".formatted((int) next);
      other.append(escape ? (random.nextBoolean() ? hex : hex.toUpperCase(Locale.ROOT)) : next);
    }
    return other.toString();
  }
}
