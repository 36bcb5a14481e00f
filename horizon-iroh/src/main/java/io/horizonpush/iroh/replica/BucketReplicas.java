package io.horizonpush.iroh.replica;

import java.util.List;

/**
 * The documents of all buckets on this node.
 *
 * <p>Thread-safe; blocks its (virtual) thread.
 */
public interface BucketReplicas extends AutoCloseable {

  /** Makes an empty document with keys of its own, durably. */
  ReplicaId create();

  /** The documents on this node, open or not. */
  List<ReplicaId> list();

  /**
   * The document of this id, opened if it is not open. Documents close themselves when idle, so
   * hold the answer only briefly.
   *
   * @throws ReplicaException if there is none, or its store cannot be opened
   */
  BucketReplica open(ReplicaId id);

  /** Removes a document and its store from this node. Succeeds when there is none. */
  void delete(ReplicaId id);

  /** Flushes and closes every document. */
  @Override
  void close();
}
