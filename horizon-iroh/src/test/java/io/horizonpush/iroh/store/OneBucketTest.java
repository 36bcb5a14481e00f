package io.horizonpush.iroh.store;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.store.Arrival;
import io.horizonpush.s3.store.TestingObjects;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test of stores in which one bucket is made. */
abstract class OneBucketTest {

  @TempDir Path directory;
  StoreFixture fixture;
  Bucket bucket;

  /** Opens the stores. */
  StoreFixture open(Path directory) {
    return new StoreFixture(directory);
  }

  @BeforeEach
  void makeTheBucket() {
    fixture = open(directory);
    bucket = fixture.create("bucket");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  TestingObjects objects() {
    return fixture.objects();
  }

  /** Brings in what other nodes wrote. */
  void merge(Arrival... arrivals) {
    fixture.stores().objects().merge(bucket.id(), List.of(arrivals));
  }

  /** The same of a version. */
  void merge(ObjectVersion version) {
    merge(TestingVersions.arrival(version));
  }
}
