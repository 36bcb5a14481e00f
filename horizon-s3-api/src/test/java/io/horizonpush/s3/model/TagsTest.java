package io.horizonpush.s3.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.horizonpush.s3.model.Tags.Carrier;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TagsTest {

  @ParameterizedTest
  @EnumSource
  void tags_upToTheLimitOfTheirCarrier_areTaken(Carrier carrier) {
    assertThat(Tags.of(numbered(carrier.limit()), carrier).count()).isEqualTo(carrier.limit());
    refused(S3ErrorCode.INVALID_TAG, () -> Tags.of(numbered(carrier.limit() + 1), carrier));
  }

  @Test
  void tags_areListedByKeyWhateverTheOrderTheyCameIn() {
    Tags tags = Tags.of(List.of(new Tag("foo", "bar"), new Tag("Bar", "")), Carrier.OBJECT);

    assertThat(tags.list()).containsExactly(new Tag("Bar", ""), new Tag("foo", "bar"));
    assertThat(tags.value("Bar")).contains("");
    assertThat(tags.value("bar")).isEmpty();
  }

  @Test
  void keysAndValues_areMeasuredInCodePoints() {
    String letter = Character.toString(0x20000);
    List<Tag> longest = List.of(new Tag(letter.repeat(128), letter.repeat(256)));

    assertThat(Tags.of(longest, Carrier.OBJECT).list()).isEqualTo(longest);
    refused(S3ErrorCode.INVALID_TAG, () -> tag(letter.repeat(129), ""));
    refused(S3ErrorCode.INVALID_TAG, () -> tag("k", letter.repeat(257)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "\u00e4\u4e2d", "1+-=._:/@", "AWS:x", "xaws:y"})
  void text_ofLettersDigitsSpacesAndAFewSigns_isTakenAsKeyAndValue(String text) {
    assertThat(tag(text, text).value(text)).contains(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "aws:", "aws:x", "a&b", "a,b", "<", "a\nb", "\u0000", "\ud800", "\ufffd"})
  void key_thatIsEmptyReservedOrHasOtherCharacters_isRefused(String key) {
    refused(S3ErrorCode.INVALID_TAG, () -> tag(key, "v"));
  }

  @Test
  void key_givenTwice_isRefused() {
    List<Tag> twice = List.of(new Tag("k", "1"), new Tag("k", "2"));

    refused(S3ErrorCode.INVALID_TAG, () -> Tags.of(twice, Carrier.BUCKET));
  }

  private static List<Tag> numbered(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Tag(Integer.toString(i), Integer.toString(i)))
        .toList();
  }

  private static Tags tag(String key, String value) {
    return Tags.of(List.of(new Tag(key, value)), Carrier.OBJECT);
  }

  private static void refused(S3ErrorCode code, ThrowingCallable call) {
    assertThatExceptionOfType(S3Exception.class)
        .isThrownBy(call)
        .extracting(S3Exception::code)
        .isEqualTo(code);
  }
}
