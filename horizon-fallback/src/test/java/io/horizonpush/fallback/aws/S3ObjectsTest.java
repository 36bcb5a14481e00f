package io.horizonpush.fallback.aws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.http.SdkHttpResponse;

/** What the head of an answer of S3 says. */
class S3ObjectsTest {

  private static int tags(SdkHttpResponse head) {
    return S3Objects.read("key", "tag", 1, head, null).tagCount();
  }

  @ParameterizedTest
  @CsvSource({"2, 2", "many, 0", "-1, 0"})
  void theNumberOfTags_isWhatTheHeadSays(String said, int count) {
    SdkHttpResponse head =
        SdkHttpResponse.builder().statusCode(200).putHeader("x-amz-tagging-count", said).build();
    assertThat(tags(head)).isEqualTo(count);
  }

  @Test
  void anObjectWithoutTags_hasNone() {
    assertThat(tags(SdkHttpResponse.builder().statusCode(200).build())).isZero();
  }
}
