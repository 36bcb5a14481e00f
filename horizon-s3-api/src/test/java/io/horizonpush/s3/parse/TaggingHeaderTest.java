package io.horizonpush.s3.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Tag;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.model.Tags.Carrier;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaggingHeaderTest {

  @Test
  void header_isAQueryStringWhereAKeyMayStandAlone() {
    assertThat(TaggingHeader.parse("foo=bar&bar").list())
        .containsExactly(new Tag("bar", ""), new Tag("foo", "bar"));
    assertThat(TaggingHeader.parse("a%3Db+c=d%C3%A4=").list())
        .containsExactly(new Tag("a=b c", "d\u00e4="));
    assertThat(TaggingHeader.parse("")).isEqualTo(Tags.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"k=1&%6B=2", "a=%", "a=%4", "a=%zz", "a=\u00e4", "a=1&a=2", "a=%+4"})
  void header_thatIsNoQueryString_isRefused(String header) {
    refused(S3ErrorCode.INVALID_ARGUMENT, () -> TaggingHeader.parse(header));
  }

  @ParameterizedTest
  @ValueSource(strings = {"=v", "a=1&&b=2", "a=%FF", "a=%00", "aws:x=1"})
  void header_whoseTagsBreakARule_isRefused(String header) {
    refused(S3ErrorCode.INVALID_TAG, () -> TaggingHeader.parse(header));
  }

  @Test
  void header_ofAnyAcceptableTags_givesThemBack() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 1_000; round++) {
      Tags tags = randomTags(random);
      String header =
          tags.list().stream()
              .map(tag -> encode(tag.key()) + "=" + encode(tag.value()))
              .collect(Collectors.joining("&"));

      assertThat(TaggingHeader.parse(header)).as("seed %d round %d", seed, round).isEqualTo(tags);
    }
  }

  @Test
  void header_ofAnyBytes_givesTagsOrAClientError() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    int accepted = 0;
    for (int round = 0; round < 20_000; round++) {
      String header =
          random
              .ints(random.nextInt(12), 0, 12)
              .mapToObj(each -> each == 11 ? "\u00ff" : "ab=&%+41:C\n".substring(each, each + 1))
              .collect(Collectors.joining());
      try {
        accepted += TaggingHeader.parse(header).count() > 0 ? 1 : 0;
      } catch (S3Exception e) {
        assertThat(e.code().status()).as("seed %d header %s", seed, header).isEqualTo(400);
      }
    }
    assertThat(accepted).isPositive();
  }

  private static Tags randomTags(Random random) {
    List<Tag> tags =
        IntStream.range(0, random.nextInt(11))
            .mapToObj(i -> new Tag(i + randomText(random, 127), randomText(random, 257)))
            .toList();
    return Tags.of(tags, Carrier.OBJECT);
  }

  private static String randomText(Random random, int bound) {
    String alphabet = "aZ09 +-=._:/@\u00e9\u6f22";
    return random
        .ints(random.nextInt(bound), 0, alphabet.length())
        .mapToObj(at -> alphabet.substring(at, at + 1))
        .collect(Collectors.joining());
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static void refused(S3ErrorCode code, ThrowingCallable call) {
    assertThatExceptionOfType(S3Exception.class)
        .isThrownBy(call)
        .extracting(S3Exception::code)
        .isEqualTo(code);
  }
}
