package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.Index;
import io.horizonpush.s3.store.BlobStore;
import io.horizonpush.s3.store.TestingBlobStore;
import java.nio.file.Path;
import java.util.List;

/**
 * The stores of a node over a real index and blobs and documents in memory, which outlive a
 * restart.
 */
public final class StoreFixture implements AutoCloseable {

  public static final long WRITER = 0x1122334455667788L;

  private final Path directory;
  private final Index.Options options;
  private final TestingBlobStore blobs = new TestingBlobStore();
  private final TestingReplicas replicas = new TestingReplicas();
  private Index index;
  private NodeStores stores;

  public StoreFixture(Path directory) {
    this(directory, Index.Options.DEFAULT);
  }

  public StoreFixture(Path directory, Index.Options options) {
    this.directory = directory;
    this.options = options;
    index = Index.open(directory, options);
    stores = stores(blobs);
  }

  /** Closes the index and opens it again, as a new process would. */
  public void restart() {
    index.close();
    replicas.crash();
    index = Index.open(directory, options);
    stores = stores(blobs);
    stores.leftovers().run();
  }

  /** Stores over the same index with another blob store in between. */
  public NodeStores stores(BlobStore blobStore) {
    return new NodeStores(index, blobStore, replicas, List.of(blobStore), WRITER);
  }

  public Index index() {
    return index;
  }

  public NodeStores stores() {
    return stores;
  }

  public TestingBlobStore blobs() {
    return blobs;
  }

  public TestingReplicas replicas() {
    return replicas;
  }

  @Override
  public void close() {
    index.close();
  }
}
