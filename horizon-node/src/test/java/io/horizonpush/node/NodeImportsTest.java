package io.horizonpush.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.fallback.origin.KnownOrigins;
import io.horizonpush.iroh.store.IrohStores;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.BucketOrigins;
import io.horizonpush.s3.model.Freshness;
import io.horizonpush.s3.model.ListedOrigin;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.store.BucketImport.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Imports that begin and end while others do. */
@Timeout(60)
class NodeImportsTest {

  @TempDir Path directory;

  /**
   * Origins of which nobody hears until a test lets them answer, and to which there is no access.
   */
  private static final class SlowOrigins implements KnownOrigins {

    private final List<CountDownLatch> asked = new CopyOnWriteArrayList<>();

    @Override
    public Optional<KnownOrigin> find(BucketId bucket, OriginId id) {
      CountDownLatch answer = new CountDownLatch(1);
      asked.add(answer);
      try {
        answer.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return Optional.empty();
    }

    @Override
    public boolean knows(OriginId id) {
      return true;
    }
  }

  private static State state(NodeImports imports, Bucket bucket) {
    return imports.find(bucket.id()).orElseThrow().last().state();
  }

  @Test
  void anImportThatWasCancelled_saysNothingOfTheOneBehindIt() throws InterruptedException {
    SlowOrigins origins = new SlowOrigins();
    try (IrohStores stores = new IrohStores(directory);
        NodeImports imports = new NodeImports(origins, stores.index(), stores.stores())) {
      Bucket bucket = bucket(stores);
      imports.begin(bucket, false);
      await().until(() -> origins.asked.size() == 1);
      Thread cancelling = Thread.ofVirtual().start(() -> imports.cancel(bucket.id()));
      await()
          .until(
              () -> {
                imports.begin(bucket, false);
                return origins.asked.size() == 2;
              });

      origins.asked.getFirst().countDown();
      cancelling.join();

      await()
          .during(Duration.ofMillis(500))
          .untilAsserted(() -> assertThat(state(imports, bucket)).isEqualTo(State.RUNNING));
      origins.asked.getLast().countDown();
      await().untilAsserted(() -> assertThat(state(imports, bucket)).isEqualTo(State.FAILED));
    }
  }

  private static Bucket bucket(IrohStores stores) {
    BucketId id =
        stores.stores().buckets().create(new BucketName("bucket"), new Owner("o", "O")).id();
    ListedOrigin origin = new ListedOrigin("s3", "http://127.0.0.1:1", "bucket", false, "");
    stores
        .stores()
        .buckets()
        .setOrigins(
            id,
            new BucketOrigins(List.of(origin), BucketOrigins.Writes.WRITE_BACK, Freshness.USUAL));
    return stores.stores().bucket(id);
  }
}
