package io.horizonpush.iroh.store;

import io.horizonpush.s3.model.UploadId;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.store.ListQuery;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** A place in the order of keys where a scan begins. Immutable. */
final class Seek {

  /** Behind every key: no byte of UTF-8 is 0xFF. */
  private static final byte[] END = {(byte) 0xff};

  private final byte[] key;
  private final String upload;
  private final Optional<VersionName> version;

  private Seek(byte[] key, String upload, Optional<VersionName> version) {
    this.key = key;
    this.upload = upload;
    this.version = version;
  }

  private static Seek at(byte[] key) {
    return new Seek(key, "", Optional.empty());
  }

  /** The first key. */
  byte[] key() {
    return key;
  }

  /** Uploads of the first key up to this id are left out; empty for none. */
  String upload() {
    return upload;
  }

  /** Versions of the first key up to this one are left out; nothing for none. */
  Optional<VersionName> version() {
    return version;
  }

  /**
   * Where a page begins: behind the key it starts after, or behind all keys that roll up to the
   * same common prefix, because that sorts before its keys and was given already.
   */
  static Seek behind(ListQuery query) {
    byte[] prefix = utf8(query.prefix());
    if (query.after().isEmpty()) {
      return at(prefix);
    }
    byte[] behind =
        query.commonPrefix(query.after()).map(Seek::end).orElseGet(() -> next(query.after()));
    return at(Arrays.compareUnsigned(behind, prefix) >= 0 ? behind : prefix);
  }

  /** Where a page of uploads begins behind an upload. */
  static Seek behind(ListQuery query, UploadId upload) {
    byte[] prefix = utf8(query.prefix());
    byte[] after = utf8(query.after());
    return Arrays.compareUnsigned(after, prefix) < 0
        ? at(prefix)
        : new Seek(after, upload.value(), Optional.empty());
  }

  /** Where a page of versions begins behind one, unless that is in a common prefix. */
  static Seek behind(ListQuery query, VersionName version) {
    byte[] prefix = utf8(query.prefix());
    byte[] after = utf8(query.after());
    if (Arrays.compareUnsigned(after, prefix) < 0) {
      return at(prefix);
    }
    return query.commonPrefix(query.after()).isPresent()
        ? behind(query)
        : new Seek(after, "", Optional.of(version));
  }

  /** Behind all keys that begin with a prefix. */
  static Seek behindAll(String prefix) {
    return at(end(prefix));
  }

  /** The first place behind all keys that begin with {@code prefix}. */
  static byte[] end(String prefix) {
    byte[] end = utf8(prefix);
    if (end.length == 0) {
      return END.clone();
    }
    // No carry is needed, because no byte of UTF-8 is 0xFF.
    end[end.length - 1]++;
    return end;
  }

  /** The place right behind a key: keys hold no NUL. */
  private static byte[] next(String key) {
    byte[] bytes = utf8(key);
    return Arrays.copyOf(bytes, bytes.length + 1);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
