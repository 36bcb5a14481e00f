package io.horizonpush.iroh.publish;

import io.horizonpush.iroh.index.EntryTable.EntryRow;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.Arrival;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What tests of random histories have in common: three nodes whose clocks are wrong by up to 100 s,
 * and one that meets what they wrote for the first time. HORIZON_ENTRY_HISTORIES sets the number of
 * histories, HORIZON_HISTORIES_SEED repeats a run.
 */
abstract class NodeHistories {

  static final int HISTORIES =
      Integer.parseInt(System.getenv().getOrDefault("HORIZON_ENTRY_HISTORIES", "300"));
  static final Duration SKEW = Duration.ofSeconds(100);

  @TempDir Path directory;

  final long seed =
      Optional.ofNullable(System.getenv("HORIZON_HISTORIES_SEED"))
          .map(Long::parseLong)
          .orElseGet(System::nanoTime);

  final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-29T00:00:00Z"));
  final List<TestingNode> nodes = new ArrayList<>();
  TestingNode fresh;

  @BeforeEach
  void open() throws IOException {
    for (int i = 0; i < 3; i++) {
      Duration skew = SKEW.multipliedBy(i - 1);
      nodes.add(
          new TestingNode(
              directory.resolve("node-" + i),
              () -> now.get().plus(skew),
              new WriterId(i + 1, 0, 0, 0)));
    }
    fresh = new TestingNode(directory.resolve("fresh"), now::get, new WriterId(9, 0, 0, 0));
  }

  @AfterEach
  void close() {
    nodes.forEach(TestingNode::close);
    fresh.close();
  }

  /** Lets nodes take everything from each other. */
  static void exchange(List<TestingNode> some, SplittableRandom dice) {
    for (int round = 0; round < some.size(); round++) {
      some.forEach(TestingNode::publish);
      for (TestingNode one : some) {
        for (TestingNode two : some) {
          one.pull(two, dice, true);
        }
      }
    }
  }

  /** Lets the fresh node take a document, entry by entry, some of them twice. */
  void meet(TestingNode from, SplittableRandom dice) {
    fresh.begin(from.bucket().name().value());
    List<Arrival> arrivals = new ArrayList<>();
    for (EntryRow entry : from.entries()) {
      arrivals.add(from.arrival(entry));
      if (dice.nextInt(3) == 0) {
        arrivals.add(from.arrival(entry));
      }
    }
    fresh.take(arrivals, dice);
  }
}
