package io.horizonpush.iroh.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.index.LogTable.Cause;
import io.horizonpush.iroh.index.LogTable.Reader;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of pages of the index that nothing uses any more. */
@Timeout(120)
class FreePagesTest {

  private static final int ROWS = 60_000;

  @TempDir Path directory;

  @Test
  void anIndexThatLostMost_givesItsPagesBack_untilHalfOfThemAreUsed() throws IOException {
    try (Index index = Index.open(directory, Index.Options.DEFAULT)) {
      fill(index);
      assertThat(areMany(index)).isFalse();
    }
    long full = size();
    try (Index index = Index.open(directory, Index.Options.DEFAULT)) {
      clear(index);
      assertThat(areMany(index)).isTrue();
      boolean more = true;
      while (more) {
        more = index.write(Durability.RELAXED, tables -> tables.freePages().giveBack());
      }
      assertThat(areMany(index)).isFalse();
      // While it is open, and nobody else writes.
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> size() < full / 2);
    }
    assertThat(size()).isLessThan(full / 2);
    try (Index index = Index.open(directory, Index.Options.DEFAULT);
        Session session = Session.open(directory.resolve(Index.FILE))) {
      assertThat(session.pragma("integrity_check")).isEqualTo("ok");
      long left = index.read(tables -> tables.log().count(Reader.PUBLISHER, 2));
      assertThat(left).isEqualTo(100);
    }
  }

  private static boolean areMany(Index index) {
    return index.read(tables -> tables.freePages().areMany());
  }

  private static void fill(Index index) {
    boolean _ =
        index.write(
            Durability.STRICT,
            tables -> {
              LogTable log = tables.log();
              log.follow(Reader.PUBLISHER, 1);
              log.follow(Reader.PUBLISHER, 2);
              boolean logged = true;
              for (int i = 0; i < ROWS; i++) {
                // Some that stay lie between and behind those that go.
                long bucket = i % (ROWS / 100) == ROWS / 100 - 1 ? 2 : 1;
                logged &= log.add(bucket, DocumentKey.ofSetting("x".repeat(400) + i), Cause.LOCAL);
              }
              return logged;
            });
  }

  private static void clear(Index index) {
    int _ = index.write(Durability.STRICT, tables -> tables.log().removeAll(1));
  }

  private long size() throws IOException {
    return Files.size(directory.resolve(Index.FILE));
  }
}
