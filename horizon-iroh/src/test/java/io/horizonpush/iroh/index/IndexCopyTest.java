package io.horizonpush.iroh.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Copies of an index that is written to.
 *
 * <p>Twenty thousand rows by default; {@code HORIZON_COPY_ROWS} sets another number.
 */
@Timeout(600)
class IndexCopyTest {

  private static final int ROWS =
      Integer.parseInt(System.getenv().getOrDefault("HORIZON_COPY_ROWS", "20000"));
  private static final int CHUNK = 10_000;
  private static final int WRITERS = 8;

  @TempDir Path folder;
  private Path data;
  private Path copy;
  private Index index;
  private final AtomicLong committed = new AtomicLong();

  @BeforeEach
  void open() throws IOException {
    data = Files.createDirectories(folder.resolve("data"));
    copy = folder.resolve("copy.db");
    index = Index.open(data, Index.Options.DEFAULT);
    for (int from = 0; from < ROWS; from += CHUNK) {
      fill(from, Math.min(CHUNK, ROWS - from));
    }
  }

  @AfterEach
  void close() {
    index.close();
  }

  private void fill(int from, int count) {
    index.write(
        Durability.STRICT,
        tables ->
            tables
                .session()
                .update(
                    "WITH RECURSIVE n (i) AS (SELECT ? UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?)"
                        + " INSERT INTO object SELECT 1, CAST('key-' || i AS BLOB), 4096,"
                        + " hex(randomblob(16)), i, randomblob(16), 1, NULL, NULL, randomblob(300), NULL"
                        + " FROM n",
                    from,
                    from + count));
  }

  private void insert(Durability durability) {
    index.write(
        durability,
        tables ->
            tables.session().update("INSERT INTO inline_body (bytes) VALUES (randomblob(4096))"));
    committed.incrementAndGet();
  }

  @Test
  void aCopy_holdsWhatWasCommittedBefore_whileOthersWrite() throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    AtomicLong slowest = new AtomicLong();
    long before;
    long took;
    long log = 0;
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < WRITERS; i++) {
        Durability durability = i % 2 == 0 ? Durability.STRICT : Durability.RELAXED;
        writers.execute(
            () -> {
              while (!ended.get()) {
                long begun = System.nanoTime();
                insert(durability);
                slowest.accumulateAndGet(System.nanoTime() - begun, Math::max);
              }
            });
      }
      for (int i = 0; i < 20; i++) {
        insert(Durability.STRICT);
      }
      long quiet = slowest.getAndSet(0);
      before = committed.get();
      long begun = System.nanoTime();
      index.copy(copy);
      took = System.nanoTime() - begun;
      log = Files.size(data.resolve(Index.FILE + "-wal"));
      ended.set(true);
      System.out.printf(
          "%d rows, %d MB: copied in %d ms, %d commits meanwhile, log %d MB, slowest commit %d ms before and %d ms meanwhile%n",
          ROWS,
          Files.size(copy) >> 20,
          Duration.ofNanos(took).toMillis(),
          committed.get() - before,
          log >> 20,
          Duration.ofNanos(quiet).toMillis(),
          Duration.ofNanos(slowest.get()).toMillis());
    }
    assertThat(log).isLessThan(300L << 20);
    try (Session session = Session.open(copy)) {
      assertThat(session.pragma("integrity_check")).isEqualTo("ok");
      assertThat(session.pragma("journal_mode")).isEqualTo("delete");
      assertThat(session.number("SELECT count(*) FROM object")).isEqualTo(ROWS);
      assertThat(session.number("SELECT count(*) FROM inline_body"))
          .isBetween(before, committed.get());
    }
    assertThat(folder.resolve("copy.db-wal")).doesNotExist();
    for (int i = 0; i < 3; i++) {
      insert(Durability.STRICT);
    }
    long all = index.read(t -> t.session().number("SELECT count(*) FROM inline_body"));
    assertThat(all).isEqualTo(committed.get());
  }

  @Test
  void afterACopy_theLogIsWrittenBackAgain() throws IOException {
    index.copy(copy);
    for (int i = 0; i < 3_000; i++) {
      insert(Durability.RELAXED);
    }
    assertThat(Files.size(data.resolve(Index.FILE + "-wal"))).isLessThan(3_000L * 4096);
  }

  @Test
  void aLogThatGrowsTooLong_givesTheCopyUp() throws IOException {
    CheckpointHold hold = new CheckpointHold();
    hold.want();
    hold.begin();
    assertThat(hold.state()).isEqualTo(CheckpointHold.State.HELD);
    hold.breakUp();
    hold.begin();
    assertThat(hold.state()).isEqualTo(CheckpointHold.State.BROKEN);
    hold.end();
    hold.breakUp();
    assertThat(hold.state()).isEqualTo(CheckpointHold.State.NONE);
  }

  @Test
  void aClosedIndex_isNotCopied() {
    index.close();
    assertThatThrownBy(() -> index.copy(copy)).hasMessageContaining("being closed");
    index = Index.open(data, Index.Options.DEFAULT);
  }
}
