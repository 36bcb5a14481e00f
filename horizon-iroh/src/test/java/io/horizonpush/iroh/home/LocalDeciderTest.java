package io.horizonpush.iroh.home;

import io.horizonpush.iroh.store.StoreFixture;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.store.MultipartStore;
import io.horizonpush.s3.store.TestingObjects;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class LocalDeciderTest extends ChangeDeciderContract {

  @TempDir Path directory;
  private StoreFixture fixture;
  private Bucket bucket;

  @BeforeEach
  void open() {
    fixture = new StoreFixture(directory);
    bucket = fixture.create("bucket");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Override
  TestingObjects objects() {
    return fixture.objects();
  }

  @Override
  MultipartStore uploads() {
    return fixture.stores().uploads();
  }

  @Override
  Bucket bucket() {
    return bucket;
  }
}
