package io.horizonpush.s3.store;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.Owner;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the contracts of stores have in common: the stores, and somebody whose buckets are there.
 */
abstract class StoreContract {

  static final Owner OWNER = new Owner("owner-1", "First");
  static final BucketName BUCKET = new BucketName("contract-bucket");

  BucketStore buckets;
  ObjectStore store;
  TestingObjects objects;

  /** No buckets, the same for the whole of one test. */
  protected abstract BucketStore buckets();

  /** The objects of these buckets. */
  protected abstract ObjectStore store();

  @BeforeEach
  void openTheStores() {
    buckets = buckets();
    store = store();
    objects = new TestingObjects(store);
  }
}
