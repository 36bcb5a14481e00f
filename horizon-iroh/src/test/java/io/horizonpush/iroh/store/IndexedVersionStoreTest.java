package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.store.BucketStore;
import io.horizonpush.s3.store.ObjectStore;
import io.horizonpush.s3.store.VersionStoreContract;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class IndexedVersionStoreTest extends VersionStoreContract {

  @TempDir Path directory;
  private @Nullable StoreFixture fixture;

  @Override
  protected BucketStore buckets() {
    return fixture().buckets();
  }

  @Override
  protected ObjectStore store() {
    return fixture().stores().objects();
  }

  private StoreFixture fixture() {
    if (fixture == null) {
      fixture = new StoreFixture(directory);
    }
    return fixture;
  }

  @AfterEach
  void close() {
    if (fixture != null) {
      assertThat(fixture.verify(true).findings()).isEmpty();
      fixture.close();
    }
  }
}
