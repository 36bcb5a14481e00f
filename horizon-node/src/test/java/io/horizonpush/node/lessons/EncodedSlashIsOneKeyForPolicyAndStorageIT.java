package io.horizonpush.node.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.testing.Request;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A path is decoded once, and what comes of it is both judged and stored. CVE-2026-42882 (rights
 * looked at the encoded path, the handler at the decoded one).
 */
class EncodedSlashIsOneKeyForPolicyAndStorageIT extends Lesson {

  private String bucket = "";

  @BeforeEach
  void prepare() {
    bucket = root().bucket("slash");
    assertThat(root().put(Request.at(bucket, "secret/k"), "hidden").status()).isEqualTo(200);
    assertThat(root().put(Request.at(bucket, "public/k"), "open").status()).isEqualTo(200);
    String policy =
        """
        {"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::%1$s/*"},
        {"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::%1$s/secret/*"}]}"""
            .formatted(bucket);
    assertThat(root().put(Request.at(bucket, "") + "?policy", policy).status()).isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/s3/%s/secret/k",
        "/%s/secret/k",
        "/s3/%s/secret%%2Fk",
        "/s3/%s/secret%%2fk",
        "/s3/%s/%%73ecret/k",
        "/s3/%s/%%73%%65%%63%%72%%65%%74%%2F%%6B",
        "/%%73%%33/%s/secret/k"
      })
  void deniedKey_isDeniedInEverySpelling(String spelling) {
    String target = spelling.formatted(bucket);
    assertDenied(anybody(Request.of("GET", target)));
    assertDenied(anybody(Request.of("PUT", target).withText("x")));
    assertDenied(anybody(Request.of("DELETE", target)));
    Caller granted = caller(fresh("granted"), "rw:" + bucket + "/public/");
    assertDenied(granted.get(target));
    assertDenied(granted.put(target, "x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/s3/%s/public%%2Fk", "/%s/%%70ublic/k", "/s3/%s/public/%%6b", "/s3/%s/public/k"})
  void allowedKey_isOneObjectInEverySpelling(String spelling) {
    String target = spelling.formatted(bucket);
    assertThat(anybody(Request.of("GET", target)).text()).isEqualTo("open");
    Caller granted = caller(fresh("granted"), "rw:" + bucket + "/public/");
    assertThat(granted.put(target, "new").status()).isEqualTo(200);
    assertThat(root().get(Request.at(bucket, "public/k")).text()).isEqualTo("new");
  }

  /** Other texts, which no decoding turns into the denied key: objects of their own. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/s3/%s/secret%%252Fk",
        "/s3/%s/%%2573ecret/k",
        "/s3/%s//secret/k",
        "/s3/%s/./secret/k",
        "/s3/%s/x/../secret/k",
        "/s3/%s/public/../secret/k",
        "/s3/%s/SECRET/k",
        "/s3/%s/secret%%5Ck"
      })
  void whatOnlyLooksLikeTheDeniedKey_isAnotherObject(String spelling) {
    String target = spelling.formatted(bucket);
    assertThat(anybody(Request.of("GET", target)).status()).isIn(403, 404);
    assertThat(anybody(Request.of("PUT", target).withText("x")).status()).isEqualTo(200);
    assertThat(root().delete(Request.at(bucket, "") + "?policy").status()).isEqualTo(204);
    assertThat(root().get(Request.at(bucket, "secret/k")).text()).isEqualTo("hidden");
  }
}
