package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.store.BucketStore;
import io.horizonpush.s3.store.BucketStoreContract;
import io.horizonpush.s3.store.MultipartStore;
import io.horizonpush.s3.store.MultipartStoreContract;
import io.horizonpush.s3.store.ObjectListingContract;
import io.horizonpush.s3.store.ObjectStore;
import io.horizonpush.s3.store.ObjectStoreContract;
import io.horizonpush.s3.store.VersionListingContract;
import io.horizonpush.s3.store.VersionStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The contracts of stores over an index, with blobs and documents in memory. */
@Timeout(120)
class IndexedStoresTest {

  @TempDir Path directory;
  private StoreFixture fixture;

  @BeforeEach
  void open() {
    fixture = new StoreFixture(directory);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Nested
  class Buckets extends BucketStoreContract {
    @Override
    protected BucketStore buckets() {
      return fixture.buckets();
    }

    @Override
    protected ObjectStore store() {
      return fixture.stores().objects();
    }
  }

  @Nested
  class Objects extends ObjectStoreContract {
    @Override
    protected BucketStore buckets() {
      return fixture.buckets();
    }

    @Override
    protected ObjectStore store() {
      return fixture.stores().objects();
    }
  }

  @Nested
  class Listings extends ObjectListingContract {
    @Override
    protected BucketStore buckets() {
      return fixture.buckets();
    }

    @Override
    protected ObjectStore store() {
      return fixture.stores().objects();
    }
  }

  @Nested
  class Uploads extends MultipartStoreContract {
    @Override
    protected BucketStore buckets() {
      return fixture.buckets();
    }

    @Override
    protected ObjectStore store() {
      return fixture.stores().objects();
    }

    @Override
    protected MultipartStore uploads() {
      return fixture.stores().uploads();
    }
  }

  @Nested
  class Versions extends VersionStoreContract {
    @Override
    protected BucketStore buckets() {
      return fixture.buckets();
    }

    @Override
    protected ObjectStore store() {
      return fixture.stores().objects();
    }

    @AfterEach
    void verify() {
      assertThat(fixture.verify(true).findings()).isEmpty();
    }
  }

  @Nested
  class VersionListings extends VersionListingContract {
    @Override
    protected BucketStore buckets() {
      return fixture.buckets();
    }

    @Override
    protected ObjectStore store() {
      return fixture.stores().objects();
    }
  }
}
