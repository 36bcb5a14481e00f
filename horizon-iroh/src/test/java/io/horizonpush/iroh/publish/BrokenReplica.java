package io.horizonpush.iroh.publish;

import io.horizonpush.iroh.replica.BucketReplica;
import io.horizonpush.iroh.replica.BucketReplicas;
import io.horizonpush.iroh.replica.DocumentSecret;
import io.horizonpush.iroh.replica.ReplicaException;
import io.horizonpush.iroh.replica.ReplicaId;
import java.util.List;

/** Documents of which one cannot be opened. */
record BrokenReplica(BucketReplicas real, ReplicaId broken) implements BucketReplicas {

  @Override
  public NewReplica create() {
    return real.create();
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
    check(id);
    return real.open(id, secret);
  }

  @Override
  public BucketReplica open(ReplicaId id) {
    check(id);
    return real.open(id);
  }

  private void check(ReplicaId id) {
    if (id.equals(broken)) {
      throw new ReplicaException("The store of this document is damaged");
    }
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
