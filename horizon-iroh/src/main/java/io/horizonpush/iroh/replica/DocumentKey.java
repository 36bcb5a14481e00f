package io.horizonpush.iroh.replica;

import io.horizonpush.s3.model.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A key of a bucket's document: one tag byte, UTF-8 text, and a NUL.
 *
 * <p>The NUL keeps any key from being a prefix of another: writing a document entry erases the
 * entries whose keys it is a prefix of.
 */
public final class DocumentKey implements Comparable<DocumentKey> {

  /** Tags the current version of an object. */
  public static final byte OBJECT = 0x01;

  /** Tags a bucket's configuration and members. */
  public static final byte CONFIG = 0x02;

  /** Tags a version of an object that is not current. */
  public static final byte VERSION = 0x03;

  private final byte[] bytes;

  private DocumentKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The key of an object's current version. */
  public static DocumentKey of(ObjectKey key) {
    return of(OBJECT, key.bytes());
  }

  /** The key of a setting of the bucket. */
  public static DocumentKey ofSetting(String name) {
    return of(CONFIG, name.getBytes(StandardCharsets.UTF_8));
  }

  /** The key of what {@code text} names, of the kind that {@code tag} says. */
  public static DocumentKey of(byte tag, byte[] text) {
    byte[] bytes = new byte[text.length + 2];
    bytes[0] = tag;
    System.arraycopy(text, 0, bytes, 1, text.length);
    return new DocumentKey(bytes);
  }

  /**
   * The key with these bytes.
   *
   * @throws IllegalArgumentException if they are no tag, text and NUL
   */
  public static DocumentKey of(byte[] bytes) {
    if (bytes.length < 2 || bytes[bytes.length - 1] != 0) {
      throw new IllegalArgumentException("Not a document key: " + HexFormat.of().formatHex(bytes));
    }
    return new DocumentKey(bytes.clone());
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** What the key names: {@link #OBJECT}, {@link #CONFIG} or {@link #VERSION}. */
  public byte tag() {
    return bytes[0];
  }

  /** The UTF-8 text between tag and NUL. */
  public byte[] text() {
    return Arrays.copyOfRange(bytes, 1, bytes.length - 1);
  }

  /** The object's key, for a key tagged {@link #OBJECT}. */
  public ObjectKey objectKey() {
    return ObjectKey.of(text());
  }

  /** The setting's name, for a key tagged {@link #CONFIG}. */
  public String settingName() {
    return new String(text(), StandardCharsets.UTF_8);
  }

  @Override
  public int compareTo(DocumentKey other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DocumentKey that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The text for people: an object's key, or what kind of thing it is and its name. */
  @Override
  public String toString() {
    String text = settingName();
    return switch (tag()) {
      case OBJECT -> text;
      case CONFIG -> "setting " + text;
      default -> HexFormat.of().formatHex(bytes);
    };
  }
}
