package io.horizonpush.wasm.trial;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.store.PluginBlobs;
import io.horizonpush.s3.store.PluginBlobsContract;
import org.apache.commons.codec.digest.Blake3;

/** The blobs of cases are what a plugin finds on a node. */
class TrialBlobsTest extends PluginBlobsContract {

  private final TrialBlobs blobs = new TrialBlobs();
  private int buckets;

  @Override
  protected PluginBlobs blobs() {
    return blobs;
  }

  @Override
  protected BucketId bucketHolding(byte[] bytes) {
    BucketId bucket = new BucketId(5, ++buckets);
    blobs.hold(bucket, bytes);
    return bucket;
  }

  @Override
  protected BlobHash hash(byte[] bytes) {
    return BlobHash.of(Blake3.hash(bytes));
  }
}
