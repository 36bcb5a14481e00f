package io.horizonpush.iroh.codec;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads what {@link CborWriter} wrote; anything else is a {@link CodecException}.
 *
 * <p>Confined to one thread.
 */
public final class CborReader {

  private static final CBORFactory FACTORY = new CBORFactory();

  private final CBORParser parser;
  private boolean ahead;

  private CborReader(CBORParser parser) {
    this.parser = parser;
  }

  /** What {@code value} reads from {@code bytes}, which it must use up. */
  public static <T> T read(byte[] bytes, Function<CborReader, T> value) {
    try (CBORParser parser = FACTORY.createParser(bytes)) {
      CborReader reader = new CborReader(parser);
      T result = value.apply(reader);
      if (parser.nextToken() != null) {
        throw new CodecException("There are bytes behind the end of a record");
      }
      return result;
    } catch (IOException | IllegalArgumentException e) {
      throw new CodecException("Bytes are not a record: " + e.getMessage(), e);
    }
  }

  /** The number below 24 that an array of fewer than 24 elements begins with, if it does. */
  public static OptionalInt leading(byte[] bytes) {
    int head = bytes.length > 1 ? Byte.toUnsignedInt(bytes[0]) : 0;
    boolean leads = head >= 0x80 && head < 0x98 && bytes[1] >= 0 && bytes[1] < 24;
    return leads ? OptionalInt.of(bytes[1]) : OptionalInt.empty();
  }

  /** An array whose elements are exactly what {@code elements} reads. */
  public <T> T tuple(Supplier<T> elements) {
    expect(JsonToken.START_ARRAY);
    T result = elements.get();
    expect(JsonToken.END_ARRAY);
    return result;
  }

  /** An array of any length. */
  public <T> List<T> list(Supplier<T> element) {
    expect(JsonToken.START_ARRAY);
    List<T> items = new ArrayList<>();
    while (advance() != JsonToken.END_ARRAY) {
      ahead = true;
      items.add(element.get());
    }
    return items;
  }

  /** An array of at most so many elements. */
  public <T> List<T> list(int most, Supplier<T> element) {
    int[] count = {0};
    return list(
        () -> {
          if (++count[0] > most) {
            throw new CodecException("A record has more than " + most + " elements");
          }
          return element.get();
        });
  }

  public long number() {
    expect(JsonToken.VALUE_NUMBER_INT);
    try {
      return parser.getLongValue();
    } catch (IOException e) {
      throw new CodecException("A number of a record is too large", e);
    }
  }

  /** A number of 64 bits without a sign. */
  public long unsigned() {
    expect(JsonToken.VALUE_NUMBER_INT);
    try {
      BigInteger value = parser.getBigIntegerValue();
      if (value.signum() < 0 || value.bitLength() > Long.SIZE) {
        throw new CodecException("A number of a record is out of range: " + value);
      }
      return value.longValue();
    } catch (IOException e) {
      throw new CodecException("A number of a record is too large", e);
    }
  }

  /** A number of bytes. */
  public long length() {
    long value = number();
    if (value < 0) {
      throw new CodecException("A number of a record is out of range: " + value);
    }
    return value;
  }

  /** A number that fits 31 bits. */
  public int smallNumber() {
    long value = number();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new CodecException("A number of a record is out of range: " + value);
    }
    return (int) value;
  }

  public String text() {
    expect(JsonToken.VALUE_STRING);
    try {
      return parser.getText();
    } catch (IOException e) {
      throw new CodecException("A text of a record is not UTF-8", e);
    }
  }

  public byte[] bytes() {
    expect(JsonToken.VALUE_EMBEDDED_OBJECT);
    try {
      return parser.getBinaryValue();
    } catch (IOException e) {
      throw new CodecException("A record ends early", e);
    }
  }

  /** Whether the array at hand has a further element. */
  public boolean more() {
    JsonToken next = advance();
    ahead = true;
    return next != JsonToken.END_ARRAY;
  }

  private void expect(JsonToken wanted) {
    JsonToken token = advance();
    if (token != wanted) {
      throw new CodecException("A record has " + token + " where " + wanted + " should be");
    }
  }

  private JsonToken advance() {
    try {
      JsonToken token = ahead ? parser.currentToken() : parser.nextToken();
      ahead = false;
      if (token == null) {
        throw new CodecException("A record ends early");
      }
      return token;
    } catch (IOException e) {
      throw new CodecException("Bytes are not a record: " + e.getMessage(), e);
    }
  }
}
