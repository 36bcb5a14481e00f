package io.horizonpush.iroh.codec;

import io.horizonpush.s3.model.ObjectBody;
import java.nio.ByteBuffer;

/** Where the bytes of small bodies stand. */
public sealed interface InlineBytes {

  /** Inside the encoding, as manifests have them. */
  record Within() implements InlineBytes {}

  /**
   * Beside it, as rows of the index have them.
   *
   * @param bytes those of the body that is read; empty when none is written or read
   */
  record Apart(ByteBuffer bytes) implements InlineBytes {}

  /** The bytes of a body that was read. */
  default ObjectBody.Inline inline(CborReader in) {
    return in.tuple(
        () -> {
          int crc32c = (int) in.number();
          return switch (this) {
            case Within() -> new ObjectBody.Inline(ByteBuffer.wrap(in.bytes()), crc32c);
            case Apart(ByteBuffer bytes) -> new ObjectBody.Inline(bytes, crc32c);
          };
        });
  }

  /** Writes the bytes of a body, or only what holds them together. */
  default void write(CborWriter out, ObjectBody.Inline body) {
    long crc32c = Integer.toUnsignedLong(body.crc32c());
    switch (this) {
      case Within() -> out.tuple(2, each -> each.number(crc32c).bytes(body.bytes()));
      case Apart _ -> out.tuple(1, each -> each.number(crc32c));
    }
  }
}
