package io.horizonpush.s3.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LockValuesTest {

  @ParameterizedTest
  @CsvSource({
    "2030-01-01T00:00:00Z, 2030-01-01T00:00:00Z",
    "2030-01-01T00:00:00.000Z, 2030-01-01T00:00:00Z",
    "2030-01-01T00:00:00.123456789Z, 2030-01-01T00:00:00.123Z",
    "2030-01-01T00:00Z, 2030-01-01T00:00:00Z",
    "2030-01-01T02:00:00+02:00, 2030-01-01T00:00:00Z",
    "2029-12-31T19:00:00.5-05:00, 2030-01-01T00:00:00.5Z"
  })
  void times_ofIso8601_areReadWithFractionsAndOffsets(String text, Instant expected) {
    assertThat(LockValues.time(text)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tomorrow",
        "2030-01-01",
        "2030-01-01T00:00:00",
        "1893456000",
        "Tue, 01 Jan 2030 00:00:00 GMT",
        "2030-02-30T00:00:00Z",
        "+12030-01-01T00:00:00Z",
        "-2030-01-01T00:00:00Z",
        "9999-12-31T23:59:59-18:00",
        "0000-01-01T00:00:00+18:00"
      })
  void texts_thatNameNoMoment_areNoTimes(String text) {
    assertThat(LockValues.time(text)).isEmpty();
  }

  @Test
  void words_areTakenExactly() {
    assertThat(LockValues.mode("GOVERNANCE")).isPresent();
    assertThat(LockValues.mode("COMPLIANCE")).isPresent();
    assertThat(LockValues.mode("governance")).isEmpty();
    assertThat(LockValues.hold("ON").orElseThrow().on()).isTrue();
    assertThat(LockValues.hold("OFF").orElseThrow().on()).isFalse();
    assertThat(LockValues.hold("on")).isEmpty();
  }
}
