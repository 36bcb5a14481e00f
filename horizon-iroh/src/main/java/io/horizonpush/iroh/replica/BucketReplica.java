package io.horizonpush.iroh.replica;

import io.horizonpush.s3.model.BlobHash;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The document of one bucket: a map from keys to manifest blobs that other nodes can replicate.
 *
 * <p>An entry is replaced, never deleted: a deleted object is an entry whose manifest says so. No
 * key may be a prefix of another (keys end in NUL). Thread-safe; blocks its (virtual) thread.
 * Failures of the store are {@link ReplicaException}s.
 */
public interface BucketReplica extends AutoCloseable {

  ReplicaId id();

  /**
   * Writes entries, each replacing an earlier one of its key by this node. Durable only after
   * {@link #flush}.
   *
   * @throws ReplicaException if one could not be written; earlier ones of the list may have been
   */
  void put(List<Entry> entries);

  /** The newest entry of a key. */
  Optional<Entry> get(DocumentKey key);

  /** Passes every key's newest entry to {@code action}, by key. */
  void forEach(Consumer<Entry> action);

  /** Makes everything written so far durable. */
  void flush();

  /** Flushes and closes the document's store. */
  @Override
  void close();

  /**
   * A key and the blob it maps to.
   *
   * @param size of the manifest in bytes, at least 1
   */
  record Entry(DocumentKey key, BlobHash manifest, long size) {}
}
