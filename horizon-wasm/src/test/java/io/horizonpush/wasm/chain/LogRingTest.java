package io.horizonpush.wasm.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.wasm.host.PluginSinks.Level;
import io.horizonpush.wasm.host.PluginSinks.LogLine;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The last lines of a plugin. */
class LogRingTest {

  private final LogRing ring = new LogRing(() -> Instant.EPOCH);

  private void add(String text) {
    ring.add("R", List.of(new LogLine(Level.INFO, text)), 0);
  }

  private List<String> after(long number) {
    return ring.after(number).stream().map(LogEntry::text).toList();
  }

  @Test
  void whoHasReadSome_isGivenTheOthers_once() {
    add("one");
    add("two");

    assertThat(after(0)).containsExactly("one", "two");
    assertThat(after(1)).containsExactly("two");
    assertThat(after(2)).isEmpty();
  }

  /** A node that was started anew, a plugin that was removed and installed again. */
  @Test
  void whoFollowsALogThatBeganAnew_isGivenWhatIsInIt() {
    add("new");

    assertThat(after(40)).containsExactly("new");
  }

  @Test
  void whatFloodsALog_isDroppedAndCounted() {
    ring.add("R", Collections.nCopies(10_000, new LogLine(Level.INFO, "x".repeat(100))), 3);

    assertThat(ring.after(0)).hasSizeBetween(900, 1_000);
    assertThat(ring.dropped()).isGreaterThan(8_000);
  }
}
