package io.horizonpush.s3.store;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Bytes for tests of the ports: made, put into readers, and taken out of contents. */
public final class Bytes {

  /** Larger than any body that a store keeps inside its records. */
  public static final int LARGE = 300_000;

  private Bytes() {}

  /** The UTF-8 bytes of a text. */
  public static byte[] of(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Bytes that are the same for the same seed and length. */
  public static byte[] random(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** A reader that hands out {@code bytes} in pieces of at most {@code piece} bytes. */
  public static ContentReader reader(byte[] bytes, int piece) {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    return () -> {
      if (!rest.hasRemaining()) {
        return Optional.empty();
      }
      int length = Math.min(piece, rest.remaining());
      ByteBuffer next = rest.slice(rest.position(), length);
      rest.position(rest.position() + length);
      return Optional.of(next);
    };
  }

  /** A reader that hands out {@code bytes} in pieces of an uneven size. */
  public static ContentReader reader(byte[] bytes) {
    return reader(bytes, 10_007);
  }

  /** A reader that hands out {@code bytes} and then fails. */
  public static ContentReader failing(byte[] bytes, RuntimeException failure) {
    ContentReader start = reader(bytes);
    return () -> {
      Optional<ByteBuffer> piece = start.next();
      if (piece.isEmpty()) {
        throw failure;
      }
      return piece;
    };
  }

  /** Everything in {@code contents}, which are closed. */
  public static byte[] all(List<Content> contents) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Content content : contents) {
      try (content) {
        bytes.writeBytes(bytes(content.reader()));
      }
    }
    return bytes.toByteArray();
  }

  /** Everything that is left in a reader. */
  public static byte[] bytes(ContentReader reader) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (var piece = reader.next(); piece.isPresent(); piece = reader.next()) {
      bytes.writeBytes(bytes(piece.get()));
    }
    return bytes.toByteArray();
  }

  /** What remains in a buffer. */
  public static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
