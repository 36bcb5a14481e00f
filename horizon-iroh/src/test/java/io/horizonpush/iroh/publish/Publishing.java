package io.horizonpush.iroh.publish;

import io.horizonpush.iroh.content.TestingRecords;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.replica.BucketReplicas;
import io.horizonpush.iroh.store.StoreFixture;

/** Publishing on the thread that calls. */
public final class Publishing {

  private Publishing() {}

  /** Brings every write of a node into the documents, which may have something before them. */
  public static void all(StoreFixture fixture, BucketReplicas documents) {
    PublishBatch batch =
        new PublishBatch(
            fixture.index(), fixture.documents(documents), TestingRecords::hash, fixture.writer());
    for (BucketRow bucket : fixture.index().read(tables -> tables.buckets().all())) {
      int done = batch.publish(bucket.id());
      while (done > 0) {
        fixture.stores().backlog().removed(bucket.id(), done);
        done = batch.publish(bucket.id());
      }
    }
  }
}
