package io.horizonpush.iroh.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.model.ObjectKey;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Histories of up to three nodes that write, publish and take each other's entries: whoever has an
 * entry can give its manifest at any time, and each row can be made again from its entries alone.
 */
class EntryHistoriesTest extends NodeHistories {

  private static final List<ObjectKey> KEYS =
      List.of(new ObjectKey("a"), new ObjectKey("a/b"), new ObjectKey("c"));

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
    checkFresh(some, dice, name);
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
    assertThat(node.kept()).as(name).isEqualTo(other.kept());
    assertThat(node.fixture().buckets().find(node.bucket().name()).orElseThrow().settings())
        .as(name)
        .isEqualTo(other.fixture().buckets().find(other.bucket().name()).orElseThrow().settings());
  }

  /** A node that meets the document for the first time. */
  private void checkFresh(List<TestingNode> some, SplittableRandom dice, String name) {
    TestingNode from = some.get(dice.nextInt(some.size()));
    meet(from, dice);
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
