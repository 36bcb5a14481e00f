package io.horizonpush.s3.store;

import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.WriterId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The plugins' space of buckets' documents: small entries that travel with a bucket to all its
 * members.
 *
 * <p>In a document an entry's key is the tag 0x04, the plugin's name, NUL, the key, NUL. An entry
 * belongs to the author who wrote it: several authors have an entry each under one key, and one
 * never changes another's. What is refused has changed nothing. Thread-safe; blocks its (virtual)
 * thread.
 */
public interface PluginDocs {

  /** The most bytes of a key. */
  int MAX_KEY = 512;

  /** The most bytes of a value. */
  int MAX_VALUE = 64 << 10;

  /**
   * The bucket of a name.
   *
   * @return nothing if there is none
   */
  Optional<BucketId> bucket(BucketName name);

  /**
   * The entry of a key; of several authors' the newest, and of equally old ones that of the
   * greatest author.
   *
   * @throws io.horizonpush.s3.model.S3Exception {@code NoSuchBucket}; {@code ServiceUnavailable}
   *     when it cannot be read now
   */
  Optional<Entry> find(Space space, String key, Authors authors);

  /**
   * Writes this node's entry of a key. When this returns, it is as durable as the bucket's objects
   * are.
   *
   * @throws io.horizonpush.s3.model.S3Exception {@code NoSuchBucket}; {@code AccessDenied} when
   *     this node may not write into the bucket; {@code ServiceUnavailable}; {@code
   *     InsufficientStorage}
   * @throws IllegalArgumentException if key or value are too long, or no key
   */
  void set(Space space, String key, ByteBuffer value);

  /**
   * Deletes this node's entry of a key.
   *
   * @return false if there was none
   * @throws io.horizonpush.s3.model.S3Exception as {@link #set}
   */
  boolean delete(Space space, String key);

  /**
   * Entries by key in the order of unsigned bytes, and of one key by author. All entries of a key
   * are on one page.
   *
   * @param prefix with which keys begin
   * @param after the key behind which the page begins, empty for the first
   * @param most keys; at least one
   * @throws io.horizonpush.s3.model.S3Exception as {@link #find}
   */
  List<Listed> list(Space space, String prefix, String after, int most, Authors authors);

  /**
   * What changed in the plugins' space of all buckets behind a position in this node's log, in its
   * order: what was written here, and what came from members. A position survives a restart, so
   * that whoever keeps it hears of every change at least once. Of an entry that changed several
   * times the last change may be the only one.
   *
   * @param most changes
   */
  Changes changes(long after, int most);

  /** The position behind all that has changed so far: who begins there hears of what follows. */
  long latest();

  /**
   * Says that whoever asks for changes has heard of all up to a position: what was deleted until
   * then may be forgotten, once all members have seen that. Where that is never said nothing is.
   */
  default void heard(long through) {}

  /** Where a plugin's entries of one bucket are. */
  record Space(BucketId bucket, String plugin) {}

  /** Whose entries are seen. */
  enum Authors {
    /** This node's. */
    SELF,
    /** Those of all members who may write. */
    MEMBERS
  }

  /**
   * What an author wrote.
   *
   * @param clock of its writing, in microseconds since 1970
   */
  record Entry(WriterId author, long clock, ByteBuffer value) {

    public Entry {
      value = value.asReadOnlyBuffer();
    }
  }

  /**
   * An entry without its value.
   *
   * @param length of the value in bytes
   */
  record Listed(String key, WriterId author, long clock, int length) {}

  /**
   * A change of an entry.
   *
   * @param deleted whether there is none any more
   */
  record Change(
      BucketId bucket,
      BucketName name,
      String plugin,
      String key,
      WriterId author,
      boolean deleted) {}

  /**
   * Changes, and where the next begin.
   *
   * @param next what to ask for behind them
   */
  record Changes(List<Change> changes, long next) {

    public Changes {
      changes = List.copyOf(changes);
    }
  }

  /** Whether a text may be a key: 1 to 512 bytes without NUL. */
  static boolean isKey(String key) {
    return !key.isEmpty()
        && key.indexOf('\0') < 0
        && key.getBytes(StandardCharsets.UTF_8).length <= MAX_KEY;
  }
}
