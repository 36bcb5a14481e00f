package io.horizonpush.iroh.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.index.BlobUseTable.Kind;
import io.horizonpush.iroh.index.BlobUseTable.Use;
import io.horizonpush.iroh.index.BlobUseTable.Used;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.Residency;
import io.horizonpush.s3.store.Bytes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What bytes are here, and what they may become: counted right, and beside all else. */
@Timeout(120)
class CacheUsageTest {

  private static final long PLAIN = 1;
  private static final long VERSIONED = 2;
  private static final int MANY = 100_000;

  @TempDir Path directory;
  private Index index;

  @BeforeEach
  void open() {
    index = Index.open(directory, Index.Options.DEFAULT);
  }

  @AfterEach
  void close() {
    index.close();
  }

  private void write(Consumer<Tables> change) {
    index.write(
        Durability.RELAXED,
        tables -> {
          change.accept(tables);
          return 0;
        });
  }

  private static BlobHash hash(int seed) {
    return BlobHash.of(Bytes.random(seed, BlobHash.LENGTH));
  }

  private static void add(Tables tables, int seed, long length, Use use) {
    BlobHash blob = hash(seed);
    tables.blobs().add(blob, length, Residency.PARTIAL);
    BlobUses.add(tables, use, new Used(blob, length));
  }

  @Test
  void bytes_areWhatTheyAre() {
    write(
        tables -> {
          add(tables, 1, 1, new Use(PLAIN, Kind.VERSION, true, false));
          add(tables, 2, 10, new Use(PLAIN, Kind.VERSION, true, true));
          add(tables, 3, 100, new Use(VERSIONED, Kind.VERSION, true, false));
          add(tables, 4, 1000, new Use(PLAIN, Kind.VERSION, true, false));
          add(tables, 4, 1000, new Use(VERSIONED, Kind.LOSER, true, false));
          add(tables, 5, 10_000, new Use(PLAIN, Kind.UPLOAD, true, false));
          add(tables, 6, 100_000, new Use(PLAIN, Kind.VERSION, true, false));
          tables.pins().add(PLAIN, "");
          tables.pins().found(tables.pins().all().getFirst(), 1, List.of(hash(6)));
        });

    index.read(
        tables -> {
          CacheUsage usage = tables.cacheUsage();
          assertThat(usage.bytes()).isEqualTo(111_111);
          assertThat(usage.pinned()).isEqualTo(100_000);
          assertThat(usage.evictable(List.of(VERSIONED))).isEqualTo(1);
          assertThat(usage.evictable(List.of())).isEqualTo(1101);
          assertThat(usage.bytesByBucket()).isEqualTo(Map.of(PLAIN, 111_011L, VERSIONED, 1100L));
          assertThat(usage.pinnedByBucket()).isEqualTo(Map.of(PLAIN, 100_000L));
          return 0;
        });
  }

  @Test
  void ofManyBlobs_theyAreSoonCounted_andNobodyWhoWritesWaits() throws InterruptedException {
    Use use = new Use(PLAIN, Kind.VERSION, true, false);
    for (int from = 0; from < MANY; from += 10_000) {
      int first = from;
      write(
          tables -> {
            for (int seed = first; seed < first + 10_000; seed++) {
              add(tables, seed, 1, use);
            }
          });
    }
    CountDownLatch counted = new CountDownLatch(1);
    CountDownLatch written = new CountDownLatch(1);
    List<Duration> took = new ArrayList<>();
    Thread counting =
        Thread.ofPlatform()
            .start(
                () ->
                    index.read(
                        tables -> {
                          long begun = System.nanoTime();
                          assertThat(tables.cacheUsage().evictable(List.of())).isEqualTo(MANY);
                          assertThat(tables.cacheUsage().bytesByBucket()).containsKey(PLAIN);
                          took.add(Duration.ofNanos(System.nanoTime() - begun));
                          counted.countDown();
                          await(written);
                          return 0;
                        }));
    await(counted);
    write(tables -> add(tables, MANY, 1, use)); // While it still reads.
    written.countDown();
    counting.join();

    System.out.printf("%d blobs counted in %d ms%n", MANY, took.getFirst().toMillis());
    assertThat(took.getFirst()).isLessThan(Duration.ofSeconds(10));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
