package io.horizonpush.fallback.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.request.HttpDate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginAnswerTest {

  @ParameterizedTest
  @CsvSource({
    "403, '', Denied",
    "403, AccessDenied, Denied",
    "403, InvalidAccessKeyId, WrongCredentials",
    "403, SignatureDoesNotMatch, WrongCredentials",
    "400, ExpiredToken, WrongCredentials",
    "403, RequestTimeTooSkewed, WrongCredentials",
    "403, AuthenticationFailed, WrongCredentials",
    "401, '', WrongCredentials",
    "404, '', Missing",
    "404, NoSuchKey, Missing",
    "404, BlobNotFound, Missing",
    "404, NoSuchUpload, Missing",
    "410, '', Missing",
    "404, NoSuchBucket, Misconfigured",
    "404, ContainerNotFound, Misconfigured",
    "412, '', Changed",
    "412, ConditionNotMet, Changed",
    "409, BlobAlreadyExists, Changed",
    "409, ConditionalRequestConflict, Changed",
    "403, InvalidObjectState, Archived",
    "409, BlobArchived, Archived",
    "429, '', Throttled",
    "503, SlowDown, Throttled",
    "503, ServerBusy, Throttled",
    "403, userRateLimitExceeded, Throttled",
    "500, InternalError, Unavailable",
    "502, '', Unavailable",
    "503, '', Unavailable",
    "408, '', TimedOut",
    "301, PermanentRedirect, Misconfigured",
    "307, '', Misconfigured",
    "400, AuthorizationHeaderMalformed, Misconfigured",
    "400, '', Misconfigured",
    "501, NotImplemented, Unsupported",
    "405, '', Unsupported"
  })
  void anAnswer_meansTheSameWhateverCloudSaysIt(int status, String code, String fault) {
    OriginException failure =
        new OriginAnswer("GET key", status, code, Optional.empty()).exception();

    assertThat(failure.fault().getClass().getSimpleName()).isEqualTo(fault);
    assertThat(failure).hasMessageContaining(status + "").hasMessageContaining("GET key");
    assertThat(failure).hasNoCause();
  }

  @Test
  void retryAfter_isReadAsSecondsOrAsADate_andBounded() {
    assertThat(pause("7")).contains(Duration.ofSeconds(7));
    assertThat(pause("999999999")).contains(Duration.ofHours(1));
    assertThat(pause(HttpDate.format(Instant.now().minusSeconds(60)))).contains(Duration.ZERO);
    assertThat(pause(HttpDate.format(Instant.now().plusSeconds(100))).orElseThrow())
        .isBetween(Duration.ofSeconds(90), Duration.ofSeconds(101));
    assertThat(pause("soon")).isEmpty();
    assertThat(pause("-1")).isEmpty();
  }

  @Test
  void aCodeThatIsNoWord_isNotPassedOn() {
    OriginException failure =
        new OriginAnswer("GET key", 403, "x\nforged line", Optional.empty()).exception();

    assertThat(failure.getMessage()).doesNotContain("forged").doesNotContain("\n");
  }

  private static Optional<Duration> pause(String retryAfter) {
    OriginFault fault =
        new OriginAnswer("GET key", 503, "", Optional.of(retryAfter)).exception().fault();
    return fault instanceof OriginFault.Unavailable unavailable
        ? unavailable.retryAfter()
        : Optional.empty();
  }
}
