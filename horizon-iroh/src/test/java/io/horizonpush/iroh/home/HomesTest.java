package io.horizonpush.iroh.home;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.store.StoreFixture;
import io.horizonpush.s3.model.Bucket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who decides about a bucket, as every change asks. */
class HomesTest {

  @TempDir Path directory;

  /** Most buckets are nobody's but this node's, and each of their changes asks. */
  @Test
  @Timeout(60)
  void aBucketThatNobodyShares_isKnownWithoutTheIndex() {
    Homes homes;
    Bucket bucket;
    try (StoreFixture fixture = new StoreFixture(directory)) {
      bucket = fixture.create("bucket");
      homes =
          new Homes(
              fixture.stores().shares(fixture.box()),
              fixture.stores()::bucket,
              NodeId.of(new byte[NodeId.LENGTH]));
      assertThat(homes.decide(bucket.id())).isFalse();
    }
    assertThat(homes.decide(bucket.id())).isFalse();
  }
}
