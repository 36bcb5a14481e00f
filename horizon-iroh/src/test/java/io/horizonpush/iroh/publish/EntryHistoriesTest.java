package io.horizonpush.iroh.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.index.EntryTable.EntryRow;
import io.horizonpush.s3.model.ObjectKey;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Histories of up to three nodes that write, publish and take each other's entries: whoever has an
 * entry can give its manifest at any time, and each row can be made again from its entries alone.
 * HORIZON_ENTRY_HISTORIES sets their number, HORIZON_HISTORIES_SEED repeats a run.
 */
class EntryHistoriesTest {

  private static final int HISTORIES =
      Integer.parseInt(System.getenv().getOrDefault("HORIZON_ENTRY_HISTORIES", "300"));
  private static final Instant START = Instant.parse("2026-11-29T00:00:00Z");
  private static final List<ObjectKey> KEYS =
      List.of(new ObjectKey("a"), new ObjectKey("a/b"), new ObjectKey("c"));

  @TempDir Path directory;

  private final long seed =
      Optional.ofNullable(System.getenv("HORIZON_HISTORIES_SEED"))
          .map(Long::parseLong)
          .orElseGet(System::nanoTime);

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final List<TestingNode> nodes = new ArrayList<>();
  private TestingNode fresh;

  @BeforeEach
  void open() throws IOException {
    for (int i = 0; i < 3; i++) {
      Duration skew = Duration.ofSeconds(100L * (i - 1));
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

  @Test
  void eachEntryHasItsManifest_andEachRowIsMadeOfItsEntriesAlone() {
    System.out.println("seed " + seed + ", " + HISTORIES + " histories");
    for (int i = 0; i < HISTORIES; i++) {
      SplittableRandom dice = new SplittableRandom(seed + i);
      run(dice, "seed " + (seed + i), "history-" + i);
    }
  }

  private void run(SplittableRandom dice, String name, String bucket) {
    int count = 1 + dice.nextInt(3);
    List<TestingNode> some = nodes.subList(0, count);
    some.forEach(node -> node.begin(bucket));
    some.forEach(TestingNode::configure); // So that each has something of its own to publish.
    for (int step = 5 + dice.nextInt(25); step > 0; step--) {
      now.updateAndGet(time -> time.plusMillis(dice.nextInt(3) * 20_000L));
      TestingNode node = some.get(dice.nextInt(count));
      switch (dice.nextInt(8)) {
        case 0 -> node.publish();
        case 1, 2 -> node.pull(some.get(dice.nextInt(count)), dice, dice.nextBoolean());
        default -> node.write(KEYS.get(dice.nextInt(KEYS.size())), dice);
      }
      node.checkManifests(name);
    }
    exchange(some, dice);
    some.forEach(node -> node.checkManifests(name));
    checkAlike(some, name);
    checkFresh(some, dice, name, bucket);
  }

  private static void exchange(List<TestingNode> some, SplittableRandom dice) {
    for (int round = 0; round < some.size(); round++) {
      some.forEach(TestingNode::publish);
      for (TestingNode one : some) {
        for (TestingNode two : some) {
          one.pull(two, dice, true);
        }
      }
    }
  }

  private static void checkAlike(List<TestingNode> some, String name) {
    TestingNode first = some.getFirst();
    for (TestingNode node : some) {
      assertSame(node, first, name);
      assertThat(node.fixture().stores().backlog().count()).as(name).isNotNegative();
    }
  }

  private static void assertSame(TestingNode node, TestingNode other, String name) {
    for (ObjectKey key : KEYS) {
      assertThat(node.versions(key).nullVersion())
          .as("%s, %s", name, key)
          .isEqualTo(other.versions(key).nullVersion());
      assertThat(node.versions(key).current())
          .as("%s, %s", name, key)
          .isEqualTo(other.versions(key).current());
    }
    assertThat(node.fixture().buckets().find(node.bucket().name()).orElseThrow().settings())
        .as(name)
        .isEqualTo(other.fixture().buckets().find(other.bucket().name()).orElseThrow().settings());
  }

  /** A node that meets the document for the first time, entry by entry, some of them twice. */
  private void checkFresh(
      List<TestingNode> some, SplittableRandom dice, String name, String bucket) {
    TestingNode from = some.get(dice.nextInt(some.size()));
    fresh.begin(bucket);
    List<Arrival> arrivals = new ArrayList<>();
    for (EntryRow entry : from.entries()) {
      arrivals.add(from.arrival(entry));
      if (dice.nextInt(3) == 0) {
        arrivals.add(from.arrival(entry));
      }
    }
    fresh.take(arrivals, dice);
    assertSame(fresh, from, name);
    fresh.checkManifests(name);
  }

  @Test
  void aNodeThatWasVerifiedAfterMuchOfThis_hasNoFindings() {
    long once = System.nanoTime();
    System.out.println("seed " + once);
    SplittableRandom dice = new SplittableRandom(once);
    for (int i = 0; i < 10; i++) {
      run(dice, "seed " + once, "verified-" + i);
    }
    for (TestingNode node : nodes) {
      node.fixture().publish();
      node.fixture().stores().upkeep().run();
      // What was merged names blobs that never came here, so the bytes are not read again.
      assertThat(node.fixture().verify(false).findings()).as("seed %d", once).isEmpty();
    }
  }
}
