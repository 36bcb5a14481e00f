package io.horizonpush.wasm.testing;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.store.PluginBlobs;
import io.horizonpush.s3.store.PluginBlobsContract;
import org.apache.commons.codec.digest.Blake3;

/** What the other tests use in the place of a store is one, as far as plugins see. */
class MemoryBlobsTest extends PluginBlobsContract {

  private final MemoryBlobs blobs = new MemoryBlobs();
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
