package io.horizonpush.wasm.trial;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Bytes as cases write them: text, {@code {"base64": …}}, {@code {"text": …, "times": …}}, or a
 * list of these. Immutable: nobody writes into the array.
 */
final class Bytes {

  /** None. */
  static final Bytes NONE = new Bytes(new byte[0]);

  private static final int MOST = 64 << 20;

  private final byte[] array;

  Bytes(byte[] array) {
    this.array = array;
  }

  byte[] array() {
    return array;
  }

  int length() {
    return array.length;
  }

  static Bytes of(JsonNode node, String path) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    add(node, path, out);
    return new Bytes(out.toByteArray());
  }

  private static void add(JsonNode node, String path, ByteArrayOutputStream out) {
    if (node.isTextual()) {
      out.writeBytes(utf8(node.textValue()));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        add(node.get(i), path + "[" + i + "]", out);
      }
    } else {
      CaseFields fields = CaseFields.of(node, path);
      if (node.has("base64")) {
        out.writeBytes(base64(fields));
      } else {
        repeat(fields, out);
      }
      fields.end();
    }
    if (out.size() > MOST) {
      throw new CaseException(path + " has more than 64 MiB");
    }
  }

  private static byte[] base64(CaseFields fields) {
    String text = fields.requiredText("base64");
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new CaseException(fields.path("base64") + " is no base64", e);
    }
  }

  private static void repeat(CaseFields fields, ByteArrayOutputStream out) {
    byte[] text = utf8(fields.requiredText("text"));
    int times = fields.number("times").orElse(1);
    if (times < 0 || (long) times * text.length > MOST) {
      throw new CaseException(fields.path("times") + " makes more than 64 MiB of it");
    }
    for (int i = 0; i < times; i++) {
      out.writeBytes(text);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A line for people, its beginning if it is long. */
  @Override
  public String toString() {
    String text = new String(array, StandardCharsets.UTF_8);
    String line = text.length() > 200 ? text.substring(0, 200) + "…" : text;
    return "\"%s\" (%d bytes)"
        .formatted(line.replace("\n", "\\n").replace("\r", "\\r"), array.length);
  }
}
