package io.horizonpush.s3.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.DeleteConditions;
import io.horizonpush.s3.request.EntityTags;
import io.horizonpush.s3.request.IfRange;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionValuesTest {

  private static final Instant TIME = Instant.parse("1994-11-06T08:49:37Z");

  @ParameterizedTest
  @ValueSource(strings = {"a", "\"a\"", "W/\"a\"", "\"b\", W/\"a\"", "b,a", " \"a\" "})
  void aTag_isReadWhateverMarksItHas(String value) {
    assertThat(EntityTags.parse(value).matches(new ETag("a"))).isTrue();
    assertThat(EntityTags.parse(value).matches(new ETag("c"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", " * ", "\"b\", *"})
  void aStar_standsForAnyTag(String value) {
    assertThat(EntityTags.parse(value)).isEqualTo(new EntityTags.Any());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"*\"", "\"a", ","})
  void whatIsNoTag_matchesNone(String value) {
    assertThat(EntityTags.parse(value).matches(new ETag("a"))).isFalse();
  }

  @Test
  void ifRange_isAStrongTagOrADate_orNeverMet() {
    assertThat(ConditionValues.ifRange("\"a\"")).isEqualTo(new IfRange.EntityTag(new ETag("a")));
    assertThat(ConditionValues.ifRange("Sun, 06 Nov 1994 08:49:37 GMT"))
        .isEqualTo(new IfRange.Date(TIME));
    for (String other : new String[] {"W/\"a\"", "a", "", "yesterday"}) {
      assertThat(ConditionValues.ifRange(other)).isEqualTo(new IfRange.Never());
    }
  }

  @Test
  void aDeletion_takesTimesInAnyForm() {
    for (String time :
        new String[] {
          "Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37.5Z", "1994-11-06T09:49:37+01:00"
        }) {
      assertThat(
              ConditionValues.ofDeletion(Optional.empty(), Optional.of(time), Optional.of(" 3 ")))
          .isEqualTo(new DeleteConditions(Optional.empty(), Optional.of(TIME), Optional.of(3L)));
    }
    assertThat(ConditionValues.ofDeletion(Optional.empty(), Optional.empty(), Optional.empty()))
        .isEqualTo(DeleteConditions.NONE);
  }

  @Test
  void aDeletion_thatNamesNoTimeOrSize_isRefused() {
    assertThatThrownBy(
            () ->
                ConditionValues.ofDeletion(
                    Optional.empty(), Optional.of("yesterday"), Optional.empty()))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.INVALID_ARGUMENT));
    assertThatThrownBy(
            () ->
                ConditionValues.ofDeletion(Optional.empty(), Optional.empty(), Optional.of("many")))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.INVALID_ARGUMENT));
  }
}
