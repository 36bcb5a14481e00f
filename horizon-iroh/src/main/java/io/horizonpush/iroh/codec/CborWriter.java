package io.horizonpush.iroh.codec;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * Writes deterministic CBOR: arrays, texts and byte strings of definite length, integers in their
 * shortest form, no maps.
 *
 * <p>Confined to one thread.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8949#section-4.2">RFC 8949, 4.2</a>
 */
public final class CborWriter {

  static final CBORFactory FACTORY = new CBORFactory();

  private final CBORGenerator generator;

  private CborWriter(CBORGenerator generator) {
    this.generator = generator;
  }

  /** The bytes of what {@code action} writes. */
  public static byte[] write(Consumer<CborWriter> action) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    try (CBORGenerator generator = FACTORY.createGenerator(bytes)) {
      action.accept(new CborWriter(generator));
    } catch (IOException e) {
      throw new CodecException("A record could not be encoded", e);
    }
    return bytes.toByteArray();
  }

  /** Begins an array whose {@code size} elements are written next. */
  public CborWriter tuple(int size, Consumer<CborWriter> elements) {
    try {
      generator.writeStartArray(this, size);
      elements.accept(this);
      generator.writeEndArray();
      return this;
    } catch (IOException e) {
      throw new CodecException("A record could not be encoded", e);
    }
  }

  /** Writes an array with one element for each of {@code items}. */
  public <T> CborWriter list(Collection<T> items, Consumer<T> element) {
    return tuple(items.size(), each -> items.forEach(element));
  }

  public CborWriter number(long value) {
    try {
      generator.writeNumber(value);
      return this;
    } catch (IOException e) {
      throw new CodecException("A record could not be encoded", e);
    }
  }

  public CborWriter text(String value) {
    try {
      byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
      generator.writeUTF8String(utf8, 0, utf8.length);
      return this;
    } catch (IOException e) {
      throw new CodecException("A record could not be encoded", e);
    }
  }

  public CborWriter bytes(byte[] value) {
    try {
      generator.writeBinary(value);
      return this;
    } catch (IOException e) {
      throw new CodecException("A record could not be encoded", e);
    }
  }

  public CborWriter bytes(ByteBuffer value) {
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    return bytes(bytes);
  }
}
