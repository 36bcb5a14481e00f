package io.horizonpush.iroh.store;

import io.horizonpush.iroh.replica.BucketReplicaContract;
import io.horizonpush.iroh.replica.BucketReplicas;
import io.horizonpush.s3.model.WriterId;

class TestingReplicasTest extends BucketReplicaContract {

  private final TestingReplicas replicas = new TestingReplicas();

  @Override
  protected BucketReplicas replicas() {
    return replicas;
  }

  @Override
  protected BucketReplicas reopened() {
    replicas.crash();
    return replicas;
  }

  @Override
  protected WriterId author() {
    return TestingReplicas.AUTHOR;
  }
}
