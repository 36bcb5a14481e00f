package io.horizonpush.node.model;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/** The bytes of an object, in pieces that objects share. */
record ModelBody(List<byte[]> pieces) {

  ModelBody {
    pieces = List.copyOf(pieces);
  }

  static ModelBody of(byte[] bytes) {
    return new ModelBody(List.of(bytes));
  }

  long size() {
    return pieces.stream().mapToLong(piece -> piece.length).sum();
  }

  /** Bytes {@code first} to {@code last}, both included. */
  ModelBody slice(long first, long last) {
    byte[] all = bytes();
    return of(Arrays.copyOfRange(all, (int) first, (int) last + 1));
  }

  byte[] bytes() {
    if (pieces.size() == 1) {
      return pieces.getFirst();
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    pieces.forEach(all::writeBytes);
    return all.toByteArray();
  }

  String md5() {
    return HexFormat.of().formatHex(digest(bytes()));
  }

  /** A short word for the bytes, to be compared with {@link #fact(byte[])}. */
  String fact() {
    return fact(bytes());
  }

  static String fact(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return "body of " + bytes.length + " bytes, " + Long.toHexString(crc.getValue());
  }

  static byte[] digest(byte[] bytes) {
    try {
      return MessageDigest.getInstance("MD5").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
