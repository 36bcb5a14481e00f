package io.horizonpush.iroh.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.net.ProcessNetwork;
import io.horizonpush.iroh.publish.FailingAt;
import io.horizonpush.iroh.share.Member;
import io.horizonpush.iroh.share.ShareException;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.S3Exception;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Histories of members that write, follow each other, remove each other and are killed: those that
 * are members in the end have the same, and nothing of what a removed one did in secret.
 * HORIZON_EPOCH_HISTORIES sets the number of histories, HORIZON_HISTORIES_SEED repeats a run.
 */
@Timeout(3600)
class EpochHistoriesTest {

  private static final int HISTORIES =
      Integer.parseInt(System.getenv().getOrDefault("HORIZON_EPOCH_HISTORIES", "6"));
  private static final int KEYS = 6;

  @TempDir Path directory;

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-29T00:00:00Z"));
  private final long seed =
      Optional.ofNullable(System.getenv("HORIZON_HISTORIES_SEED"))
          .map(Long::parseLong)
          .orElseGet(System::nanoTime);

  @Test
  void membersHaveTheSameInTheEnd_whoeverWasRemovedAndKilledMeanwhile() throws IOException {
    System.out.println("seed " + seed + ", " + HISTORIES + " histories");
    for (int i = 0; i < HISTORIES; i++) {
      run(new SplittableRandom(seed + i), "seed " + (seed + i), directory.resolve("run-" + i));
    }
  }

  private Instant tick() {
    return now.updateAndGet(time -> time.plusMillis(1));
  }

  private void run(SplittableRandom dice, String name, Path folder) throws IOException {
    ProcessNetwork network = new ProcessNetwork();
    List<EpochPeer> peers = new ArrayList<>();
    try {
      for (int i = 0; i < 5; i++) {
        peers.add(new EpochPeer(network, folder.resolve("node-" + i), this::tick, i + 1));
      }
      EpochPeer founder = peers.getFirst();
      founder.create();
      for (int i = 1; i < peers.size(); i++) {
        founder.admit(peers.get(i), i == 4 ? MemberMode.READ : MemberMode.WRITE);
      }
      settle(peers);
      founder.shares().members().setMode(EpochPeer.NAME, peers.get(1).self.id(), MemberMode.OWNER);
      settle(peers);
      for (int step = 60 + dice.nextInt(60); step > 0; step--) {
        step(peers, dice);
      }
      peers.forEach(EpochHistoriesTest::revive);
      List<EpochPeer> members = members(peers);
      settle(members);
      List<EpochPeer> last = members(members);
      settle(last);
      for (EpochPeer peer : last) {
        assertThat(peer.objects()).as(name).isEqualTo(founder.objects());
        assertThat(peer.members().members())
            .as(name)
            .containsExactlyElementsOf(founder.members().members());
        assertThat(peer.entries()).as(name).isEqualTo(founder.entries());
        assertThat(peer.kept()).as(name).isEqualTo(founder.kept());
        assertThat(peer.given()).as(name).isEqualTo(founder.given()).isPresent();
        assertThat(peer.fixture.verify(true).findings()).as(name).isEmpty();
      }
    } finally {
      peers.forEach(EpochPeer::close);
    }
  }

  private static void revive(EpochPeer peer) {
    peer.restart();
  }

  /** Those that the founder knows as members; nobody removes it. */
  private static List<EpochPeer> members(List<EpochPeer> peers) {
    List<Member> members = List.copyOf(peers.getFirst().members().members());
    return peers.stream()
        .filter(peer -> members.stream().anyMatch(each -> each.node().equals(peer.self.id())))
        .toList();
  }

  private static void step(List<EpochPeer> peers, SplittableRandom dice) {
    EpochPeer peer = peers.get(dice.nextInt(peers.size()));
    EpochPeer other = peers.get(dice.nextInt(peers.size()));
    FailingAt failing =
        new FailingAt(dice.nextInt(6) == 0 ? 1 + dice.nextInt(20) : Integer.MAX_VALUE);
    peer.standingBefore(failing::replicas, failing::records);
    try {
      switch (dice.nextInt(16)) {
        case 0, 1, 2 -> write(peer, dice);
        case 3 -> peer.publish();
        case 4, 5 -> peer.keep();
        case 6 -> peer.settle();
        case 7 -> {
          if (dice.nextInt(4) == 0) {
            remove(peer, other);
          }
        }
        default -> {
          if (peer != other) {
            var _ = peer.pull(other);
          }
        }
      }
    } catch (RuntimeException e) {
      if (!failing.killed()) {
        throw e;
      }
      peer.restart();
    }
    peer.standingBefore(each -> each, each -> each);
  }

  private static void write(EpochPeer peer, SplittableRandom dice) {
    String key = "key-" + dice.nextInt(KEYS);
    if (peer.bucket().shared().filter(mode -> mode.allows(MemberMode.WRITE)).isEmpty()) {
      return;
    }
    try {
      if (dice.nextInt(4) == 0) {
        peer.delete(key);
      } else if (dice.nextInt(3) == 0) {
        peer.keep(key, dice.nextInt(4) == 0 ? "" : "kept " + dice.nextInt(1000));
      } else {
        peer.put(key, "bytes " + dice.nextInt(1000));
      }
    } catch (S3Exception e) {
      throw new AssertionError(key, e);
    }
  }

  private static void remove(EpochPeer peer, EpochPeer other) {
    try {
      peer.remove(other);
    } catch (ShareException e) {
      // It is no owner, or a junior one, or it was removed already.
    }
  }

  /** Lets all have everything. */
  private static void settle(List<EpochPeer> peers) {
    for (int round = 0; round < 6; round++) {
      for (EpochPeer peer : peers) {
        peer.settle();
      }
      for (EpochPeer one : peers) {
        for (EpochPeer two : peers) {
          if (one != two) {
            var _ = one.pull(two);
            one.settle();
          }
        }
      }
    }
  }
}
