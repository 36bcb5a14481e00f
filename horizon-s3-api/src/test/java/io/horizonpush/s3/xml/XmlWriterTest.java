package io.horizonpush.s3.xml;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.store.Content;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class XmlWriterTest {

  private static final String TEXT = "ä\"<&>\u0001 \uD83D\uDE00";

  /** Its pieces are let go of one by one while it is sent. */
  @Test
  void aLongDocument_isMadeInPieces() {
    S3Response answer = document(20_000).respond(200, "Root");
    assertThat(answer.body()).hasSizeGreaterThan(10);
    StringBuilder sent = new StringBuilder();
    for (Content piece : answer.body()) {
      assertThat(piece.length()).isBetween(1L, 80_000L);
      sent.append(StandardCharsets.UTF_8.decode(((Content.Memory) piece).bytes().duplicate()));
    }
    String whole = new String(document(20_000).finish("Root"), StandardCharsets.UTF_8);
    assertThat(sent).hasToString(whole);
    assertThat(answer.length()).hasValue(whole.getBytes(StandardCharsets.UTF_8).length);
    assertThat(whole)
        .endsWith("<Key>ä&quot;&lt;&amp;&gt;&#x1; \uD83D\uDE00</Key></Root>")
        .hasSizeGreaterThan(20_000 * TEXT.length());
  }

  @Test
  void aShortDocument_isOnePiece() {
    assertThat(document(1).respond(200, "Root").body()).hasSize(1);
  }

  private static XmlWriter document(int elements) {
    XmlWriter xml = XmlWriter.document("Root");
    for (int number = 0; number < elements; number++) {
      xml.element("Key", TEXT);
    }
    return xml;
  }
}
