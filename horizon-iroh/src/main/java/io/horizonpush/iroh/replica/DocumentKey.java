package io.horizonpush.iroh.replica;

import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.store.PluginDocs;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A key of a bucket's document: one tag byte, UTF-8 text and a NUL, and then for a version of an
 * object the 16 bytes of its id, for what a plugin keeps a key of its own and another NUL.
 *
 * <p>No text holds a NUL, so no key is a prefix of another: writing a document entry erases the
 * entries whose keys it is a prefix of.
 */
public final class DocumentKey implements Comparable<DocumentKey> {

  /** Tags the null version of an object: the only one where versions are not kept. */
  public static final byte OBJECT = 0x01;

  /** Tags a bucket's configuration and members. */
  public static final byte CONFIG = 0x02;

  /** Tags a version of an object that has an id. */
  public static final byte VERSION = 0x03;

  /** Tags what plugins keep. */
  public static final byte PLUGIN = 0x04;

  private static final Pattern PLUGIN_NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

  private final byte[] bytes;

  private DocumentKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The key of an object's null version. */
  public static DocumentKey of(ObjectKey key) {
    return of(OBJECT, key.bytes());
  }

  /** The key of an object's version. */
  public static DocumentKey of(ObjectKey key, VersionId version) {
    byte[] text = key.bytes();
    return new DocumentKey(
        ByteBuffer.allocate(1 + text.length + 1 + VersionId.LENGTH)
            .put(VERSION)
            .put(text)
            .put((byte) 0)
            .put(version.bytes())
            .array());
  }

  /** The key of a setting of the bucket. */
  public static DocumentKey ofSetting(String name) {
    return of(CONFIG, name.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The key of what a plugin keeps.
   *
   * @throws IllegalArgumentException if that is no plugin's name, or the key is none of {@link
   *     PluginDocs}
   */
  public static DocumentKey ofPlugin(String plugin, String key) {
    return of(PLUGIN, (plugin + '\0' + key).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The key that has this {@link #tag} and {@link #text}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static DocumentKey of(byte tag, byte[] text) {
    byte[] bytes = new byte[1 + text.length + (tag == VERSION ? 0 : 1)];
    bytes[0] = tag;
    System.arraycopy(text, 0, bytes, 1, text.length);
    return new DocumentKey(checked(bytes));
  }

  /**
   * The key with these bytes.
   *
   * @throws IllegalArgumentException if they are no key: the tag is unknown, a text is empty, not
   *     UTF-8 or too long, or what follows is not what the tag says
   */
  public static DocumentKey of(byte[] bytes) {
    return new DocumentKey(checked(bytes.clone()));
  }

  private static byte[] checked(byte[] bytes) {
    int end = textEnd(bytes);
    int rest = bytes.length - end - 1;
    boolean whole =
        switch (bytes.length == 0 ? 0 : bytes[0]) {
          case OBJECT, CONFIG -> rest == 0;
          case PLUGIN -> isPlugins(bytes, end);
          case VERSION -> rest == VersionId.LENGTH;
          default -> false;
        };
    if (!whole || end <= 1 || end > 1 + ObjectKey.MAX_BYTES || !isUtf8(bytes, 1, end)) {
      throw new IllegalArgumentException("Not a document key: " + HexFormat.of().formatHex(bytes));
    }
    return bytes;
  }

  /** Whether behind a plugin's name comes a key of its, and nothing else. */
  private static boolean isPlugins(byte[] bytes, int end) {
    int begin = end + 1;
    int length = bytes.length - 1 - begin;
    return length > 0
        && length <= PluginDocs.MAX_KEY
        && next(bytes, begin) == bytes.length - 1
        && isUtf8(bytes, begin, bytes.length - 1)
        && PLUGIN_NAME.matcher(string(bytes, 1, end)).matches();
  }

  /** Where the NUL behind the first text is. */
  private static int textEnd(byte[] bytes) {
    return next(bytes, 0);
  }

  /** Where the next NUL is; the length where there is none. */
  private static int next(byte[] bytes, int from) {
    int end = from;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return end;
  }

  private static boolean isUtf8(byte[] bytes, int begin, int end) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, begin, end - begin));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** What the key names: {@link #OBJECT}, {@link #CONFIG}, {@link #VERSION} or {@link #PLUGIN}. */
  public byte tag() {
    return bytes[0];
  }

  private static String string(byte[] bytes, int begin, int end) {
    return new String(bytes, begin, end - begin, StandardCharsets.UTF_8);
  }

  /** The bytes behind the tag, without the NUL if that is the last. */
  public byte[] text() {
    return Arrays.copyOfRange(bytes, 1, tag() == VERSION ? bytes.length : bytes.length - 1);
  }

  /** The text between tag and first NUL. */
  private String string() {
    return string(bytes, 1, textEnd(bytes));
  }

  /** The object's key, for a key tagged {@link #OBJECT} or {@link #VERSION}. */
  public ObjectKey objectKey() {
    return new ObjectKey(string());
  }

  /** The version's id, for a key tagged {@link #VERSION}. */
  public VersionId versionId() {
    return VersionId.of(Arrays.copyOfRange(bytes, textEnd(bytes) + 1, bytes.length));
  }

  /** The setting's name, for a key tagged {@link #CONFIG}. */
  public String settingName() {
    return string();
  }

  /** The plugin's name, for a key tagged {@link #PLUGIN}. */
  public String plugin() {
    return string();
  }

  /** The plugin's own key, for a key tagged {@link #PLUGIN}. */
  public String pluginKey() {
    return string(bytes, textEnd(bytes) + 1, bytes.length - 1);
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
    return switch (tag()) {
      case OBJECT -> string();
      case CONFIG -> "setting " + string();
      case VERSION -> string() + " (version " + versionId() + ")";
      default -> pluginKey() + " (plugin " + plugin() + ")";
    };
  }
}
