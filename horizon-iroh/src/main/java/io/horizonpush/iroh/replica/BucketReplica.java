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
public interface BucketReplica extends SignedEntries, AutoCloseable {

  ReplicaId id();

  /**
   * Writes entries of this node, each replacing the one that this node wrote of its key before. One
   * that is there already, with its manifest, is left as it is, so that doing it again changes
   * nothing. Durable only after {@link #flush}.
   *
   * <p>An entry has to wait, and changes nothing, when this node wrote the one that it replaces
   * while its clock was 10 minutes further ahead than now, or more: it needs a later time than that
   * one, and every node refuses an entry that is more than 10 minutes ahead of its clock.
   *
   * @param entries of several of a key only the last counts
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
   */
  record NewEntry(DocumentKey key, BlobHash manifest, long size) {}
}
