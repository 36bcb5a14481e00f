package io.horizonpush.iroh.replica;

import java.util.List;

/**
 * The documents of all buckets on this node.
 *
 * <p>Thread-safe; blocks its (virtual) thread.
 */
public interface BucketReplicas extends AutoCloseable {

  /** Makes an empty document with keys of its own, durably. */
  NewReplica create();

  /** The id of the document that a secret makes, which need not be here. */
  ReplicaId idOf(DocumentSecret secret);

  /** The documents on this node, open or not. */
  List<ReplicaId> list();

  /**
   * The document of this id, opened if it is not open; made of its secret, empty and durably, if it
   * is not on this node. Documents close themselves when idle, so hold the answer only briefly.
   *
   * @throws ReplicaException if the secret is that of another document, or its store cannot be
   *     opened or made
   */
  BucketReplica open(ReplicaId id, DocumentSecret secret);

  /**
   * A document that is on this node, whoever has its secret; it may be one that can only be read.
   *
   * @throws ReplicaException if there is none, or its store cannot be opened
   */
  BucketReplica open(ReplicaId id);

  /**
   * A document that others write, made empty and durably if it is not on this node; {@link
   * BucketReplica#put} refuses, unless it was opened with its secret.
   *
   * @throws ReplicaException if its store cannot be opened or made
   */
  BucketReplica follow(ReplicaId id);

  /**
   * Leaves of a document the entries of keys with this tag, durably, and gives back the room of the
   * others. Succeeds when there is none.
   *
   * @throws ReplicaException if that failed; then all are still there
   */
  void keep(ReplicaId id, byte tag);

  /** Removes a document and its store from this node. Succeeds when there is none. */
  void delete(ReplicaId id);

  /** Flushes and closes every document. */
  @Override
  void close();

  /**
   * A document that was just made.
   *
   * @param secret what it can be made of again; to be kept
   */
  record NewReplica(ReplicaId id, DocumentSecret secret) {}
}
