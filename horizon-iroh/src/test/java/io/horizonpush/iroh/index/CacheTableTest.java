package io.horizonpush.iroh.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.cache.CacheQueues.Entry;
import io.horizonpush.iroh.cache.CacheQueues.Queue;
import io.horizonpush.iroh.cache.MemoryQueues;
import io.horizonpush.iroh.cache.S3Fifo;
import io.horizonpush.iroh.index.BlobUseTable.Kind;
import io.horizonpush.iroh.index.BlobUseTable.Use;
import io.horizonpush.iroh.index.BlobUseTable.Used;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.store.Bytes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The queues in the index do what those in memory do, by which the order is simulated. */
class CacheTableTest {

  private static final int BLOBS = 60;
  private static final int STEPS = 1500;
  private static final Use USE = new Use(1, Kind.VERSION, true, true);

  @TempDir Path directory;

  private final List<BlobHash> blobs = new ArrayList<>();
  private Index index;

  @BeforeEach
  void open() {
    index = Index.open(directory, Index.Options.DEFAULT);
    for (int i = 0; i < BLOBS; i++) {
      blobs.add(BlobHash.of(Bytes.random(i, BlobHash.LENGTH)));
    }
    write(
        tables -> blobs.forEach(blob -> BlobUses.add(tables, USE, new Used(blob, lengthOf(blob)))));
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

  private long lengthOf(BlobHash blob) {
    return 1 + blobs.indexOf(blob) * 7L;
  }

  @Test
  void randomReadsAndEvictions_comeOutAlike() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    MemoryQueues memory = new MemoryQueues(this::lengthOf);
    S3Fifo expected = new S3Fifo(memory);
    Set<BlobHash> here = new HashSet<>();
    for (int step = 0; step < STEPS; step++) {
      if (random.nextInt(4) > 0) {
        BlobHash blob = blobs.get((int) (BLOBS * Math.pow(random.nextDouble(), 3)));
        long minute = step / 3;
        expected.touch(blob, minute);
        write(tables -> new S3Fifo(tables.cached()).touch(blob, minute));
        here.add(blob);
      } else {
        evict(expected, memory, 1 + random.nextInt(4)).forEach(here::remove);
      }
      index.read(
          tables -> {
            for (Queue queue : Queue.values()) {
              assertThat(tables.cached().behind(queue, Long.MIN_VALUE, BLOBS))
                  .usingRecursiveFieldByFieldElementComparatorIgnoringFields("place")
                  .isEqualTo(memory.behind(queue, Long.MIN_VALUE, BLOBS));
              assertThat(tables.cached().bytes(queue)).isEqualTo(memory.bytes(queue));
            }
            return 0;
          });
    }
  }

  private List<BlobHash> evict(S3Fifo expected, MemoryQueues memory, int number) {
    S3Fifo.Turn inMemory = expected.turn();
    S3Fifo.Turn inIndex = index.read(tables -> new S3Fifo(tables.cached()).turn());
    List<BlobHash> gone = inMemory.next(memory, number, Long.MAX_VALUE);
    write(
        tables ->
            assertThat(inIndex.next(tables.cached(), number, Long.MAX_VALUE)).isEqualTo(gone));
    for (BlobHash blob : gone) {
      expected.went(blob);
      write(
          tables -> {
            boolean isRemembered = tables.cached().find(blob).orElseThrow().queue() == Queue.SMALL;
            new S3Fifo(tables.cached()).went(blob);
            if (isRemembered) {
              tables.cached().forgetGhosts(BLOBS); // Which those in memory do by themselves.
            }
          });
    }
    return gone;
  }

  @Test
  void whatIsKept_keepsItsPlace_andIsNamedOnceInAPass() {
    write(tables -> blobs.forEach(blob -> new S3Fifo(tables.cached()).touch(blob, 1)));
    S3Fifo.Turn turn = index.read(tables -> new S3Fifo(tables.cached()).turn());
    List<BlobHash> named = new ArrayList<>();
    write(
        tables -> {
          List<BlobHash> next = turn.next(tables.cached(), 7, Long.MAX_VALUE);
          while (!next.isEmpty()) {
            named.addAll(next);
            next = turn.next(tables.cached(), 7, Long.MAX_VALUE);
          }
        });
    assertThat(named).containsExactlyElementsOf(blobs);
  }

  @Test
  void whatIsInNoQueue_isFound_andReadsWithinAMinuteAreOne() {
    BlobHash blob = blobs.getFirst();
    assertThat(unknown()).hasSize(BLOBS);
    for (long minute : List.of(5L, 5L, 6L, 6L)) {
      write(tables -> new S3Fifo(tables.cached()).touch(blob, minute));
    }
    assertThat(unknown()).hasSize(BLOBS - 1).doesNotContain(blob);
    assertThat(unread(6)).isEmpty();
    assertThat(unread(7)).extracting(Entry::hits).containsExactly(1);
  }

  private List<BlobHash> unknown() {
    return index.read(tables -> tables.cached().unknown(Optional.empty(), BLOBS));
  }

  private List<Entry> unread(long since) {
    return index.read(tables -> tables.cached().unread(since, Optional.empty(), BLOBS));
  }
}
