package io.horizonpush.s3.request;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Percent-encoding (RFC 3986, 2.1) of paths, query strings and listed names. Encoded as Signature
 * Version 4 demands it: everything but unreserved characters, byte by byte, in upper case.
 */
public final class PercentCoding {

  private static final String HEX = "0123456789ABCDEF";

  private PercentCoding() {}

  /**
   * Decodes part of a path: {@code +} stands for itself.
   *
   * @throws S3Exception {@code InvalidURI} when an escape is broken or the bytes are not UTF-8
   */
  public static String decodePath(String raw) {
    return path(raw).orElseThrow(PercentCoding::invalid);
  }

  /** The same; nothing when an escape is broken or the bytes are not UTF-8. */
  public static Optional<String> path(String raw) {
    return bytes(raw, false).flatMap(PercentCoding::utf8);
  }

  /**
   * Decodes part of a query: {@code +} stands for a space.
   *
   * @throws S3Exception {@code InvalidURI} when an escape is broken or the bytes are not UTF-8
   */
  public static String decodeQuery(String raw) {
    return bytes(raw, true).flatMap(PercentCoding::utf8).orElseThrow(PercentCoding::invalid);
  }

  /**
   * The bytes behind the escapes.
   *
   * @param raw one char for each byte
   * @param plusIsSpace as in a query string
   * @return nothing if an escape is broken
   */
  public static Optional<byte[]> bytes(String raw, boolean plusIsSpace) {
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(raw.length());
    for (int at = 0; at < raw.length(); at++) {
      char next = raw.charAt(at);
      if (next == '%') {
        int high = hexDigit(raw, at + 1);
        int low = hexDigit(raw, at + 2);
        if (high < 0 || low < 0) {
          return Optional.empty();
        }
        decoded.write((high << 4) | low);
        at += 2;
      } else if (next > 0xFF) {
        return Optional.empty();
      } else {
        decoded.write(next == '+' && plusIsSpace ? ' ' : next);
      }
    }
    return Optional.of(decoded.toByteArray());
  }

  /** The text that bytes are in UTF-8; nothing when they are none. */
  static Optional<String> utf8(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** Encodes a key or another path, in which {@code /} stands for itself. */
  public static String encodePath(String path) {
    return encodePath(path.getBytes(StandardCharsets.UTF_8));
  }

  public static String encodePath(byte[] path) {
    return encode(path, true);
  }

  /** Encodes a name or value of a query string, or one segment of a path. */
  public static String encode(String text) {
    return encode(text.getBytes(StandardCharsets.UTF_8));
  }

  public static String encode(byte[] text) {
    return encode(text, false);
  }

  private static String encode(byte[] bytes, boolean keepSlash) {
    StringBuilder encoded = new StringBuilder(bytes.length + 16);
    for (byte next : bytes) {
      char character = (char) (next & 0xFF);
      if (isUnreserved(character) || (keepSlash && character == '/')) {
        encoded.append(character);
      } else {
        encoded.append('%').append(HEX.charAt(character >> 4)).append(HEX.charAt(character & 15));
      }
    }
    return encoded.toString();
  }

  private static int hexDigit(String text, int at) {
    // Only ASCII digits: Character.digit alone would take those of every script.
    return at < text.length() && text.charAt(at) < 0x80 ? Character.digit(text.charAt(at), 16) : -1;
  }

  private static boolean isUnreserved(char next) {
    return (next >= 'a' && next <= 'z')
        || (next >= 'A' && next <= 'Z')
        || (next >= '0' && next <= '9')
        || "-._~".indexOf(next) >= 0;
  }

  /** The error of a target that cannot be read. */
  public static S3Exception invalid() {
    return new S3Exception(S3ErrorCode.INVALID_URI, "Couldn't parse the specified URI.");
  }
}
