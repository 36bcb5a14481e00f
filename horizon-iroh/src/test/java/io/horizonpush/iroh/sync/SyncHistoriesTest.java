package io.horizonpush.iroh.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.index.EntryTable.EntryRow;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerException.Reason;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.publish.FailingAt;
import io.horizonpush.iroh.publish.TestingNode;
import io.horizonpush.s3.model.ObjectKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Histories of three nodes that write and follow each other over streams that break, and that are
 * killed at any step of taking what came: in the end all have the same. HORIZON_SYNC_HISTORIES sets
 * the number of histories, HORIZON_HISTORIES_SEED repeats a run.
 */
@Timeout(300)
class SyncHistoriesTest {

  private static final int HISTORIES =
      Integer.parseInt(System.getenv().getOrDefault("HORIZON_SYNC_HISTORIES", "60"));
  private static final Duration SKEW = Duration.ofSeconds(100);
  private static final List<ObjectKey> KEYS =
      List.of(new ObjectKey("a"), new ObjectKey("a/b"), new ObjectKey("c"), new ObjectKey("a!"));

  @TempDir Path directory;

  private final long seed =
      Optional.ofNullable(System.getenv("HORIZON_HISTORIES_SEED"))
          .map(Long::parseLong)
          .orElseGet(System::nanoTime);
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-29T00:00:00Z"));
  private final List<TestingPeer> peers = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    for (int i = 0; i < 3; i++) {
      Duration skew = SKEW.multipliedBy(i - 1);
      peers.add(new TestingPeer(directory.resolve("node-" + i), () -> now.get().plus(skew), i + 1));
    }
  }

  @AfterEach
  void close() {
    peers.forEach(TestingPeer::close);
  }

  @Test
  void nodesThatFollowEachOther_haveTheSameInTheEnd_whateverBreaksBetween() {
    System.out.println("seed " + seed + ", " + HISTORIES + " histories");
    for (int i = 0; i < HISTORIES; i++) {
      run(new SplittableRandom(seed + i), "seed " + (seed + i), "history-" + i);
    }
  }

  private void run(SplittableRandom dice, String name, String bucket) {
    TestingNode founder = peers.getFirst().node();
    founder.begin(bucket);
    founder.configure();
    founder.publish();
    peers.subList(1, peers.size()).forEach(peer -> peer.node().join(founder));
    for (int step = 10 + dice.nextInt(30); step > 0; step--) {
      now.updateAndGet(time -> time.plusMillis(dice.nextInt(3) * 20_000L));
      TestingPeer peer = peers.get(dice.nextInt(peers.size()));
      switch (dice.nextInt(8)) {
        case 0 -> peer.node().publish();
        case 1, 2, 3 -> pullOverWhatBreaks(peer, peers.get(dice.nextInt(peers.size())), dice);
        default -> peer.node().write(KEYS.get(dice.nextInt(KEYS.size())), dice);
      }
    }
    now.updateAndGet(time -> time.plusSeconds(3600));
    peers.forEach(peer -> peer.node().fixture().stores().upkeep().run());
    settle();
    for (TestingPeer peer : peers) {
      assertSame(peer, peers.getFirst(), name);
      peer.node().checkManifests(name);
      for (Refusal reason : Refusal.values()) {
        assertThat(peer.counts().refused(reason)).as("%s, %s", name, reason).isZero();
      }
    }
  }

  /** Lets all have everything: along a line and back, so that the ends meet through the middle. */
  private void settle() {
    for (int round = 0; round < peers.size(); round++) {
      peers.forEach(peer -> peer.node().publish());
      for (int i = 1; i < peers.size(); i++) {
        peers.get(i).pull(peers.get(i - 1));
      }
      for (int i = peers.size() - 1; i > 0; i--) {
        peers.get(i - 1).pull(peers.get(i));
      }
    }
  }

  private void pullOverWhatBreaks(TestingPeer peer, TestingPeer from, SplittableRandom dice) {
    if (peer == from) {
      return;
    }
    FailingAt steps =
        new FailingAt(dice.nextInt(3) == 0 ? 1 + dice.nextInt(24) : Integer.MAX_VALUE);
    int frames = dice.nextInt(3) == 0 ? dice.nextInt(8) : Integer.MAX_VALUE;
    try {
      peer.pull(
          from,
          peer.ground(steps::replicas, steps::records),
          stream -> new Breaking(stream, frames));
    } catch (PeerException e) {
      assertThat(e.reason()).isEqualTo(Reason.CLOSED);
    } catch (RuntimeException e) {
      if (!steps.killed()) {
        throw e;
      }
      peer.node().restart();
    }
  }

  private static void assertSame(TestingPeer peer, TestingPeer other, String name) {
    for (ObjectKey key : KEYS) {
      assertThat(peer.node().versions(key).nullVersion())
          .as("%s, %s", name, key)
          .isEqualTo(other.node().versions(key).nullVersion());
      assertThat(peer.node().versions(key).current())
          .as("%s, %s", name, key)
          .isEqualTo(other.node().versions(key).current());
    }
    assertThat(peer.node().kept()).as(name).isEqualTo(other.node().kept());
    assertThat(settings(peer)).as(name).isEqualTo(settings(other));
    assertThat(entries(peer)).as(name).isEqualTo(entries(other));
  }

  private static Object settings(TestingPeer peer) {
    TestingNode node = peer.node();
    return node.fixture().buckets().find(node.bucket().name()).orElseThrow().settings();
  }

  private static Set<String> entries(TestingPeer peer) {
    return peer.node().entries().stream().map(SyncHistoriesTest::text).collect(Collectors.toSet());
  }

  private static String text(EntryRow row) {
    return row.key() + " " + row.author() + " " + row.hash();
  }

  /** A stream that breaks after some frames were received. */
  private static final class Breaking implements PeerStream {

    private final PeerStream real;
    private int left;

    Breaking(PeerStream real, int frames) {
      this.real = real;
      left = frames;
    }

    @Override
    public void send(byte[] frame, Duration patience) {
      real.send(frame, patience);
    }

    @Override
    public Optional<byte[]> receive(int longest, Duration patience) {
      if (left-- == 0) {
        real.close();
      }
      return real.receive(longest, patience);
    }

    @Override
    public void finish() {
      real.finish();
    }

    @Override
    public void close() {
      real.close();
    }
  }
}
