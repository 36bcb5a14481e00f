package io.horizonpush.iroh.keep;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.store.Bytes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes from a node so that the rest has room. */
@Timeout(120)
class RoomTest {

  private static final int LENGTH = 300_000;

  @TempDir Path directory;

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-30T00:00:00Z"));
  private final BucketId bucket = BucketId.of(Bytes.random(2, 16));
  private KeepingNode node;

  @BeforeEach
  void open() {
    node = new KeepingNode(0, directory, now::get);
    node.join(bucket, "photos", Set.of(node.id));
  }

  @AfterEach
  void close() {
    node.close();
  }

  private List<BlobHash> confirmed(int number) {
    List<BlobHash> blobs = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      blobs.add(node.putConfirmed(bucket, Bytes.random(100 + i, LENGTH)));
      pass(Duration.ofMinutes(1));
      node.stores.content().lastReads().store();
    }
    return blobs;
  }

  private void read(BlobHash blob) {
    node.stores.content().lastReads().note(blob);
  }

  private void pass(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }

  private Room quota(long bytes) {
    return node.room(new Room.Limits(OptionalLong.of(bytes), Optional.empty()));
  }

  @Test
  void aboveNineTenthsOfTheQuota_whatWasNotReadAgainGoes_untilEightTenthsAreThere() {
    List<BlobHash> blobs = confirmed(10);
    read(blobs.getFirst());
    quota(10L * LENGTH).make();
    assertThat(blobs.stream().filter(each -> node.holds(bucket, each)))
        .hasSize(8)
        .contains(blobs.getFirst())
        .doesNotContain(blobs.get(1), blobs.get(2));
  }

  @Test
  void belowNineTenths_nothingGoes() {
    List<BlobHash> blobs = confirmed(8);
    quota(10L * LENGTH).make();
    assertThat(blobs).allMatch(each -> node.holds(bucket, each));
  }

  @Test
  void whatNobodyElseHas_stays_whateverTheQuota() {
    BlobHash alone = node.put(bucket, Bytes.random(1, LENGTH));
    List<BlobHash> blobs = confirmed(3);
    quota(1).make();
    assertThat(blobs).noneMatch(each -> node.holds(bucket, each));
    assertThat(node.holds(bucket, alone)).isTrue();
  }

  @Test
  void whatNobodyReadForLong_goes_ifAnOriginHasIt() {
    BlobHash alone = node.put(bucket, Bytes.random(1, LENGTH));
    List<BlobHash> blobs = confirmed(3);
    Room room = node.room(new Room.Limits(OptionalLong.empty(), Optional.of(Duration.ofDays(7))));
    pass(Duration.ofDays(6));
    read(blobs.getLast());
    room.evictIdle();
    assertThat(blobs).allMatch(each -> node.holds(bucket, each));
    pass(Duration.ofDays(2));
    room.evictIdle();
    assertThat(blobs.stream().filter(each -> node.holds(bucket, each)))
        .containsExactly(blobs.getLast());
    assertThat(node.holds(bucket, alone)).isTrue();
  }
}
