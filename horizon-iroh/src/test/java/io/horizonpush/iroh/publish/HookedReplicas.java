package io.horizonpush.iroh.publish;

import io.horizonpush.iroh.replica.BucketReplica;
import io.horizonpush.iroh.replica.BucketReplicas;
import io.horizonpush.iroh.replica.DocumentSecret;
import io.horizonpush.iroh.replica.ReplicaException;
import io.horizonpush.iroh.replica.ReplicaId;
import java.util.List;
import java.util.function.Consumer;

/**
 * Documents with something that happens beside.
 *
 * @param created happens when one was made
 * @param opening happens before one is opened
 */
record HookedReplicas(BucketReplicas real, Runnable created, Consumer<ReplicaId> opening)
    implements BucketReplicas {

  /** Documents of which one cannot be opened. */
  static HookedReplicas broken(BucketReplicas real, ReplicaId broken) {
    return new HookedReplicas(
        real,
        () -> {},
        id -> {
          if (id.equals(broken)) {
            throw new ReplicaException("The store of this document is damaged");
          }
        });
  }

  @Override
  public NewReplica create() {
    NewReplica made = real.create();
    created.run();
    return made;
  }

  @Override
  public ReplicaId idOf(DocumentSecret secret) {
    return real.idOf(secret);
  }

  @Override
  public List<ReplicaId> list() {
    return real.list();
  }

  @Override
  public BucketReplica open(ReplicaId id, DocumentSecret secret) {
    opening.accept(id);
    return real.open(id, secret);
  }

  @Override
  public BucketReplica open(ReplicaId id) {
    opening.accept(id);
    return real.open(id);
  }

  @Override
  public BucketReplica follow(ReplicaId id) {
    opening.accept(id);
    return real.follow(id);
  }

  @Override
  public void keep(ReplicaId id, byte tag) {
    real.keep(id, tag);
  }

  @Override
  public void delete(ReplicaId id) {
    real.delete(id);
  }

  @Override
  public void close() {
    real.close();
  }
}
