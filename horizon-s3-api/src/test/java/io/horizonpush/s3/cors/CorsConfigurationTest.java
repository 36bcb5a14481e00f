package io.horizonpush.s3.cors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorsConfigurationTest {

  private static final String ORIGIN = "<AllowedOrigin>http://a.example</AllowedOrigin>";
  private static final String METHOD = "<AllowedMethod>GET</AllowedMethod>";

  @Test
  void document_asClientsSendIt_isRead() {
    CorsConfiguration read =
        parse(
            "<CORSRule><AllowedMethod>GET</AllowedMethod>"
                + ORIGIN
                + "<AllowedMethod>PUT</AllowedMethod><AllowedHeader>x-*</AllowedHeader><ID>r</ID>"
                + "<ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>3000</MaxAgeSeconds></CORSRule>");

    assertThat(read.rules())
        .containsExactly(
            new CorsRule(
                Optional.of("r"),
                List.of("http://a.example"),
                List.of("GET", "PUT"),
                List.of("x-*"),
                List.of("ETag"),
                Optional.of(3000)));
  }

  @Test
  void text_ofAnyRules_isReadAsTheSameRules() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      CorsConfiguration rules =
          new CorsConfiguration(
              IntStream.rangeClosed(0, random.nextInt(20)).mapToObj(_ -> rule(random)).toList());

      assertThat(CorsConfiguration.parse(rules.text()))
          .as("seed %d round %d", seed, round)
          .isEqualTo(rules);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"OPTIONS", "MYMETHOD", "get", "PATCH", "GET ", ""})
  void method_thatRulesCannotAllow_isRefusedInTheWordsOfAws(String method) {
    assertThatExceptionOfType(S3Exception.class)
        .isThrownBy(() -> parse(rule(ORIGIN + METHOD.replace("GET", method))))
        .withMessage(
            "Found unsupported HTTP method in CORS config. Unsupported method is " + method)
        .extracting(S3Exception::code)
        .isEqualTo(S3ErrorCode.INVALID_REQUEST);
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "<AllowedOrigin>http://*.*</AllowedOrigin>|INVALID_REQUEST",
        "<AllowedHeader>*-*</AllowedHeader>|INVALID_REQUEST",
        "<AllowedHeader>a b</AllowedHeader>|INVALID_REQUEST",
        "<AllowedHeader/>|INVALID_REQUEST",
        "<ExposeHeader>*</ExposeHeader>|INVALID_REQUEST",
        "<ExposeHeader>a: b</ExposeHeader>|INVALID_REQUEST",
        "<ExposeHeader>x&#13;&#10;Set-Cookie</ExposeHeader>|INVALID_REQUEST",
        "<AllowedOrigin>http://x&#13;&#10;a</AllowedOrigin>|INVALID_REQUEST",
        "<AllowedHeader>x&#10;a</AllowedHeader>|INVALID_REQUEST",
        "<ID>a&#10;b</ID>|INVALID_REQUEST",
        "<ID>a&#x85;b</ID>|INVALID_REQUEST",
        "<ID>a</ID><ID>b</ID>|MALFORMED_XML",
        "<MaxAgeSeconds>-1</MaxAgeSeconds>|MALFORMED_XML",
        "<MaxAgeSeconds>1.5</MaxAgeSeconds>|MALFORMED_XML",
        "<MaxAgeSeconds>99999999999</MaxAgeSeconds>|MALFORMED_XML"
      },
      delimiter = '|')
  void rule_withAFaultyElement_isRefused(String element, S3ErrorCode code) {
    refused(code, rule(ORIGIN + METHOD + element));
  }

  @Test
  void rule_withoutOriginOrMethod_isRefused() {
    refused(S3ErrorCode.MALFORMED_XML, rule(ORIGIN));
    refused(S3ErrorCode.MALFORMED_XML, rule(METHOD));
    refused(S3ErrorCode.MALFORMED_XML, "");
    refused(S3ErrorCode.MALFORMED_XML, rule(ORIGIN + METHOD) + "<Other/>");
  }

  @Test
  void id_isAtMost255CharactersLong() {
    String id = "i".repeat(255);

    assertThat(parse(rule(ORIGIN + METHOD + "<ID>" + id + "</ID>")).rules().getFirst().id())
        .contains(id);
    refused(S3ErrorCode.INVALID_ARGUMENT, rule(ORIGIN + METHOD + "<ID>" + id + "i</ID>"));
  }

  @Test
  void rules_areAtMostAHundredIn64KiB() {
    assertThat(parse(rule(ORIGIN + METHOD).repeat(100)).rules()).hasSize(100);
    refused(S3ErrorCode.INVALID_REQUEST, rule(ORIGIN + METHOD).repeat(101));
    refused(S3ErrorCode.ENTITY_TOO_LARGE, rule(ORIGIN.repeat(2_000) + METHOD));
  }

  private static CorsRule rule(Random random) {
    List<String> words = List.of("", "http://*.b", "a", "<&>\"'", "\u00e4", "*");
    List<String> headers = List.of("x-a", "*", "x-*", "ETag");
    return new CorsRule(
        pick(random, words, 0).stream().findFirst(),
        pick(random, words, 1),
        pick(random, List.copyOf(CorsRule.METHODS), 1),
        pick(random, headers, 0),
        pick(random, List.of("ETag", "x-amz-id-2"), 0),
        random.nextBoolean() ? Optional.empty() : Optional.of(random.nextInt(1_000)));
  }

  private static List<String> pick(Random random, List<String> from, int atLeast) {
    return IntStream.range(0, atLeast + random.nextInt(3))
        .mapToObj(_ -> from.get(random.nextInt(from.size())))
        .toList();
  }

  private static String rule(String elements) {
    return "<CORSRule>" + elements + "</CORSRule>";
  }

  private static CorsConfiguration parse(String rules) {
    return CorsConfiguration.parse("<CORSConfiguration>" + rules + "</CORSConfiguration>");
  }

  private static void refused(S3ErrorCode code, String rules) {
    assertThatExceptionOfType(S3Exception.class)
        .isThrownBy(() -> parse(rules))
        .extracting(S3Exception::code)
        .isEqualTo(code);
  }
}
