package io.horizonpush.wasm.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Bodies of cases, and how they come in pieces. Stateless. */
final class CaseBody {

  /**
   * How bodies are split.
   *
   * @param most bytes of a piece
   * @param emptyEnd whether an empty piece is the last
   */
  record Split(int most, boolean emptyEnd) {}

  /** A piece of a body. */
  record Piece(int offset, int length, boolean end) {}

  private CaseBody() {}

  static byte[] of(JsonNode body) {
    if (body.isArray()) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      body.forEach(part -> all.writeBytes(of(part)));
      return all.toByteArray();
    }
    if (body.has("base64")) {
      return Base64.getDecoder().decode(body.path("base64").asText());
    }
    String text =
        body.isTextual()
            ? body.asText()
            : body.path("text").asText("").repeat(body.path("times").asInt(1));
    return text.getBytes(UTF_8);
  }

  static List<Piece> pieces(byte[] body, Split split) {
    List<Piece> pieces = new ArrayList<>();
    for (int at = 0; at < body.length; at += split.most) {
      int length = Math.min(split.most, body.length - at);
      pieces.add(new Piece(at, length, at + length == body.length && !split.emptyEnd));
    }
    if (body.length == 0 || split.emptyEnd) {
      pieces.add(new Piece(body.length, 0, true));
    }
    return pieces;
  }

  static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
