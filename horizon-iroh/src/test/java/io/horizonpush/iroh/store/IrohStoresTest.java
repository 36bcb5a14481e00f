package io.horizonpush.iroh.store;

import io.horizonpush.s3.store.BucketStore;
import io.horizonpush.s3.store.BucketStoreContract;
import io.horizonpush.s3.store.MultipartStore;
import io.horizonpush.s3.store.MultipartStoreContract;
import io.horizonpush.s3.store.ObjectStore;
import io.horizonpush.s3.store.ObjectStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The contracts of stores over the real native library. */
@Timeout(120)
class IrohStoresTest {

  @TempDir Path directory;
  private IrohStores stores;

  @BeforeEach
  void open() {
    stores = new IrohStores(directory);
  }

  @AfterEach
  void close() {
    stores.close();
  }

  @Nested
  class Buckets extends BucketStoreContract {
    @Override
    protected BucketStore buckets() {
      return stores.stores().buckets();
    }

    @Override
    protected ObjectStore store() {
      return stores.stores().objects();
    }
  }

  @Nested
  class Objects extends ObjectStoreContract {
    @Override
    protected BucketStore buckets() {
      return stores.stores().buckets();
    }

    @Override
    protected ObjectStore store() {
      return stores.stores().objects();
    }
  }

  @Nested
  class Uploads extends MultipartStoreContract {
    @Override
    protected BucketStore buckets() {
      return stores.stores().buckets();
    }

    @Override
    protected ObjectStore store() {
      return stores.stores().objects();
    }

    @Override
    protected MultipartStore uploads() {
      return stores.stores().uploads();
    }
  }
}
