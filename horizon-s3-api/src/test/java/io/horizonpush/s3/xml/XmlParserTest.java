package io.horizonpush.s3.xml;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XmlParserTest {

  private static final String DOCUMENT =
      """
      <?xml version="1.0" encoding="UTF-8"?><!-- c --><Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/">\
      <Object><Key>\u00e4&amp;&#x20;\ud83d\ude00</Key><VersionId/></Object><Quiet>true</Quiet>\
      <a:b xmlns:a="u" c="d"><![CDATA[<e>]]></a:b></Delete>
      """;

  @Test
  void document_isReadWithItsTextsAsTheyWereMeant() {
    XmlElement root = XmlParser.parse(DOCUMENT.getBytes(UTF_8));
    assertThat(root.name()).isEqualTo("Delete");
    assertThat(root.children("Object").findFirst().orElseThrow().text("Key"))
        .contains("\u00e4& \ud83d\ude00");
    assertThat(root.text("b")).contains("<e>");
    assertThat(XmlParser.parse(("\ufeff" + DOCUMENT).getBytes(UTF_8))).isEqualTo(root);
  }

  @Test
  void document_inPiecesOfAnySize_isTheSame() {
    XmlElement whole = XmlParser.parse(DOCUMENT.getBytes(UTF_8));
    byte[] bytes = DOCUMENT.getBytes(UTF_8);
    for (int cut = 0; cut <= bytes.length; cut++) {
      Queue<ByteBuffer> pieces = new ArrayDeque<>();
      pieces.add(ByteBuffer.wrap(bytes, 0, cut).slice());
      pieces.add(ByteBuffer.wrap(bytes, cut, bytes.length - cut).slice());
      assertThat(XmlParser.parse(() -> Optional.ofNullable(pieces.poll())))
          .as("cut at %d", cut)
          .contains(whole);
    }
  }

  @Test
  void anyDocument_isReadOrMalformed_andNothingIsPrinted() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream usual = System.err;
    System.setErr(new PrintStream(printed, true, UTF_8));
    int read = 0;
    try {
      for (int round = 0; round < 20_000; round++) {
        byte[] document = mutate(random);
        try {
          assertThat(XmlParser.parse(document).name()).isNotEmpty();
          read++;
        } catch (S3Exception e) {
          assertThat(e.code())
              .as("seed %d round %d", seed, round)
              .isEqualTo(S3ErrorCode.MALFORMED_XML);
        }
      }
    } finally {
      System.setErr(usual);
    }
    assertThat(printed.toString(UTF_8)).isEmpty();
    assertThat(read).isBetween(1, 19_999);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
        "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
        "<!DOCTYPE a SYSTEM \"http://127.0.0.1:1/x.dtd\"><a/>",
        "<!DOCTYPE a [<!ENTITY % b SYSTEM \"http://127.0.0.1:1/x\"> %b;]><a/>",
        "<a>&b;</a>",
        "<a>&#0;</a>",
        "<a>&#xD800;</a>",
        "<a></b>",
        "<a/><a/>",
        "<a b='1' b='2'/>",
        "<a",
        "",
        " ",
        "text"
      })
  void documentsWithDefinitionsOrFaults_areMalformed(String document) {
    malformed(document.getBytes(UTF_8));
  }

  @Test
  void documentsThatAreDeepOrManyElements_areMalformed() {
    malformed(("<a>".repeat(1000) + "</a>".repeat(1000)).getBytes(UTF_8));
    malformed(("<a>" + "<b/>".repeat(100_001) + "</a>").getBytes(UTF_8));
    malformed(DOCUMENT.getBytes(UTF_16));
  }

  private static void malformed(byte[] document) {
    assertThatThrownBy(() -> XmlParser.parse(document))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.MALFORMED_XML));
  }

  private static byte[] mutate(Random random) {
    byte[] document = DOCUMENT.getBytes(UTF_8);
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      document[random.nextInt(document.length)] =
          (byte)
              (random.nextBoolean()
                  ? random.nextInt(256)
                  : "<>&;/\"' =!-[]".charAt(random.nextInt(13)));
    }
    return document;
  }
}
