package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.store.BucketStore;
import io.horizonpush.s3.store.ObjectLockContract;
import io.horizonpush.s3.store.ObjectStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class IndexedObjectLockTest extends ObjectLockContract {

  @TempDir Path directory;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-29T00:00:00Z"));
  private @Nullable StoreFixture fixture;

  @Override
  protected BucketStore buckets() {
    return fixture().buckets();
  }

  @Override
  protected ObjectStore store() {
    return fixture().stores().objects();
  }

  @Override
  protected Instant now() {
    return now.get();
  }

  @Override
  protected void pass(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }

  private StoreFixture fixture() {
    if (fixture == null) {
      fixture = StoreFixture.at(directory, now::get);
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
