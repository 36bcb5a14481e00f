package io.horizonpush.iroh.replica;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.WriterId;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The document of one bucket: a map from keys and authors to manifests that other nodes can
 * replicate.
 *
 * <p>An entry is replaced by its author, never deleted: a deleted object is an entry whose manifest
 * says so. Thread-safe; blocks its (virtual) thread. Failures of the store are {@link
 * ReplicaException}s.
 */
public interface BucketReplica extends AutoCloseable {

  ReplicaId id();

  /**
   * Writes entries of this node, each replacing the one that this node wrote of its key before,
   * even if that has the same or a later time: the new one then gets the time one microsecond after
   * it. One that is there already, with its hash and the same or a later time, is left as it is, so
   * that doing it again changes nothing. Durable only after {@link #flush}.
   *
   * <p>An entry has to wait, and changes nothing, when the time it would get is more than 10
   * minutes ahead of this machine's clock: every node refuses such an entry. That is so for one
   * that was given such a time, and for one that replaces an entry written when the clock was
   * further ahead.
   *
   * @param entries one of a key after the other, if there are several
   * @return the keys of entries that have to wait; all others were written or were there
   * @throws ReplicaException if any other failed or the document can only be read; some may have
   *     been written
   */
  Set<DocumentKey> put(List<NewEntry> entries);

  /** The entries of a key: one of each author, by author. */
  List<Entry> get(DocumentKey key);

  /** Passes every author's entry of every key to {@code action}, by key and then by author. */
  void forEach(Consumer<Entry> action);

  /** Makes everything written so far durable. */
  void flush();

  /** Flushes and closes the document's store. */
  @Override
  void close();

  /**
   * What an author says of a key.
   *
   * @param author who wrote it
   * @param size of the manifest in bytes, at least 1
   */
  record Entry(DocumentKey key, WriterId author, BlobHash manifest, long size) {}

  /**
   * What this node says of a key.
   *
   * @param size of the manifest in bytes, at least 1
   * @param timestampMicros when the record was written, in microseconds since 1970, unsigned
   */
  record NewEntry(DocumentKey key, BlobHash manifest, long size, long timestampMicros) {}
}
