package io.horizonpush.iroh.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.index.PositionTable.Behind;
import io.horizonpush.iroh.publish.TestingNode;
import io.horizonpush.s3.model.BucketConfiguration.Versioning;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.store.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a node knows of how far others are. */
@Timeout(120)
class BehindTest {

  @TempDir Path directory;
  private TestingPeer giver;
  private TestingPeer taker;

  @BeforeEach
  void open() throws IOException {
    giver = new TestingPeer(directory.resolve("giver"), Instant::now, 1);
    taker = new TestingPeer(directory.resolve("taker"), Instant::now, 2);
    giver.node().begin("shared");
    giver.node().configure();
    giver.node().publish();
    taker.node().join(giver.node());
    taker.pull(giver);
  }

  @AfterEach
  void close() {
    giver.close();
    taker.close();
  }

  private void put(String key, int length) {
    TestingNode node = giver.node();
    node.fixture().objects().put(node.bucket(), new ObjectKey(key), Bytes.random(1, length));
  }

  private long bucket() {
    return giver.node().fixture().row(giver.node().bucket()).id();
  }

  /** Up to where the taker has all. */
  private long latest() {
    return giver.node().fixture().index().read(tables -> tables.entries().latest(bucket()));
  }

  private Behind behind(long position, int limit) {
    giver.node().publish();
    return giver
        .node()
        .fixture()
        .index()
        .read(tables -> tables.positions().behind(bucket(), position, limit));
  }

  private long entriesBehind(long position, int limit) {
    return giver
        .node()
        .fixture()
        .index()
        .read(tables -> tables.positions().entriesBehind(bucket(), position, limit));
  }

  @Test
  void whoLacksObjects_lacksTheirBytes_untilItFollowed() {
    long before = latest();
    put("a", 100);
    put("b", 20_000);
    assertThat(behind(before, 100)).isEqualTo(new Behind(2, 20_100));

    taker.pull(giver);
    long after = latest();
    assertThat(behind(after, 100)).isEqualTo(new Behind(0, 0));
    assertThat(taker.counts().lastInStep(giver.node().bucket().id(), giver.id())).isPresent();
    assertThat(taker.counts().lastInStep(giver.node().bucket().id(), taker.id())).isEmpty();

    put("a", 7);
    assertThat(behind(after, 100)).isEqualTo(new Behind(1, 7));
  }

  @Test
  void versions_count_eachForItself_andWhatIsDeletedHasNoBytes() {
    TestingNode node = giver.node();
    long before = latest();
    put("a", 100);
    put("gone", 100);
    node.fixture().objects().delete(node.bucket(), new ObjectKey("gone"));
    node.fixture().buckets().setVersioning(node.bucket().id(), Versioning.ENABLED);
    put("a", 1_000);
    put("a", 10_000);
    node.fixture().objects().delete(node.bucket(), new ObjectKey("a"));

    Behind behind = behind(before, 100);
    // Two null versions, two versions, a delete marker, and the setting.
    assertThat(behind).isEqualTo(new Behind(6, 11_100));
  }

  @Test
  void noMoreAreCounted_thanAreAskedFor() {
    long before = latest();
    for (int i = 0; i < 5; i++) {
      put("key-" + i, 10);
    }
    assertThat(behind(before, 3)).isEqualTo(new Behind(3, 30));
    assertThat(entriesBehind(before, 3)).isEqualTo(3);
    assertThat(entriesBehind(before, 100)).isEqualTo(5);
  }
}
