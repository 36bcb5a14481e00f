package io.horizonpush.s3.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BucketNameTest {

  @ParameterizedTest
  @ValueSource(strings = {"abc", "a-b.c9", "123"})
  void names_thatAwsAcceptsToday_areDnsCompatible(String name) {
    assertThat(new BucketName(name).isDnsCompatible()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "horizon_bucket",
        "Upper",
        "a..b",
        "-ab",
        "ab-",
        ".ab",
        "ab.",
        "1.2.3.4",
        "xn--abc",
        "abc-s3alias"
      })
  void names_thatAwsOnceAccepted_areAcceptedButNotDnsCompatible(String name) {
    assertThat(new BucketName(name).isDnsCompatible()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ab", "a/b", "a b", "a\u00fcb", "..\n", "%2e"})
  void names_outsideBothRules_areRefused(String name) {
    assertThatExceptionOfType(S3Exception.class)
        .isThrownBy(() -> new BucketName(name))
        .extracting(S3Exception::code)
        .isEqualTo(S3ErrorCode.INVALID_BUCKET_NAME);
  }
}
