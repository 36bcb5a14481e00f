package io.horizonpush.iroh.store;

import io.horizonpush.s3.store.BucketStore;
import io.horizonpush.s3.store.BucketStoreContract;
import io.horizonpush.s3.store.ObjectStore;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The suite over the real native library. */
@Timeout(120)
class IrohBucketStoreTest extends BucketStoreContract {

  @TempDir Path directory;
  private @Nullable IrohStores stores;

  @Override
  protected BucketStore buckets() {
    return stores().buckets();
  }

  @Override
  protected ObjectStore store() {
    return stores().objects();
  }

  private NodeStores stores() {
    if (stores == null) {
      stores = new IrohStores(directory);
    }
    return stores.stores();
  }

  @AfterEach
  void close() {
    if (stores != null) {
      stores.close();
    }
  }
}
