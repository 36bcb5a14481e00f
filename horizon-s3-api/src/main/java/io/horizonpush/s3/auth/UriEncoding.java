package io.horizonpush.s3.auth;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * Percent-encoding as Signature Version 4 demands it: everything but unreserved characters, upper
 * case, byte by byte. A char stands for one byte (ISO-8859-1).
 */
final class UriEncoding {

  private static final String HEX = "0123456789ABCDEF";

  private UriEncoding() {}

  /** A path with every byte but unreserved ones and {@code /} encoded. */
  static String encodePath(byte[] path) {
    return encode(path, true);
  }

  /** A query's name or value with every byte but unreserved ones encoded. */
  static String encodeQuery(byte[] text) {
    return encode(text, false);
  }

  /** The bytes behind the escapes, or nothing if an escape is malformed. */
  static Optional<byte[]> decode(String encoded, boolean plusIsSpace) {
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(encoded.length());
    for (int at = 0; at < encoded.length(); at++) {
      char next = encoded.charAt(at);
      if (next == '%') {
        int high = hexDigit(encoded, at + 1);
        int low = hexDigit(encoded, at + 2);
        if (high < 0 || low < 0) {
          return Optional.empty();
        }
        decoded.write((high << 4) | low);
        at += 2;
      } else {
        decoded.write(next == '+' && plusIsSpace ? ' ' : next);
      }
    }
    return Optional.of(decoded.toByteArray());
  }

  private static int hexDigit(String text, int at) {
    // Only ASCII digits: Character.digit alone would take those of every script.
    return at < text.length() && text.charAt(at) < 0x80 ? Character.digit(text.charAt(at), 16) : -1;
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

  private static boolean isUnreserved(char next) {
    return (next >= 'a' && next <= 'z')
        || (next >= 'A' && next <= 'Z')
        || (next >= '0' && next <= '9')
        || "-._~".indexOf(next) >= 0;
  }
}
