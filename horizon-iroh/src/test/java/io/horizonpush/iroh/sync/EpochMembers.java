package io.horizonpush.iroh.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.index.EpochTable.NextEpoch;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.net.ProcessNetwork;
import io.horizonpush.iroh.sync.EntryFollower.End;
import io.horizonpush.s3.model.MemberMode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A bucket with an owner, a writer, a reader, and a writer that is going to be removed. */
@Timeout(300)
abstract class EpochMembers {

  @TempDir Path directory;

  final ProcessNetwork network = new ProcessNetwork();
  final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-29T00:00:00Z"));
  final List<EpochPeer> peers = new ArrayList<>();
  EpochPeer owner;
  EpochPeer writer;
  EpochPeer reader;
  EpochPeer removed;

  @BeforeEach
  void open() throws IOException {
    owner = peer(1);
    writer = peer(2);
    reader = peer(3);
    removed = peer(4);
    owner.create();
    owner.admit(writer, MemberMode.WRITE);
    owner.admit(reader, MemberMode.READ);
    owner.admit(removed, MemberMode.WRITE);
    meet(owner, writer, reader, removed);
  }

  EpochPeer peer(int number) throws IOException {
    EpochPeer peer =
        new EpochPeer(network, directory.resolve("node-" + peers.size()), this::tick, number);
    peers.add(peer);
    return peer;
  }

  Instant tick() {
    return now.updateAndGet(time -> time.plusMillis(1));
  }

  @AfterEach
  void close() {
    peers.forEach(EpochPeer::close);
  }

  /** Lets nodes have all that the others have, along a line and back. */
  static void meet(EpochPeer... line) {
    for (int round = 0; round < 4; round++) {
      for (int i = 1; i < line.length; i++) {
        line[i - 1].settle();
        End _ = line[i].pull(line[i - 1]);
      }
      for (int i = line.length - 1; i > 0; i--) {
        line[i].settle();
        End _ = line[i - 1].pull(line[i]);
      }
      line[0].settle();
    }
  }

  static void assertSame(EpochPeer... peers) {
    for (EpochPeer peer : peers) {
      assertThat(peer.objects()).isEqualTo(peers[0].objects());
      assertThat(peer.entries()).isEqualTo(peers[0].entries());
      assertThat(peer.given()).isEqualTo(peers[0].given()).isPresent();
      assertThat(peer.fixture.verify(true).findings()).isEmpty();
    }
  }

  static List<NextEpoch> next(EpochPeer peer) {
    return peer.fixture.index().read(tables -> tables.epochs().all());
  }

  static long want(Tables tables) {
    long bucket = tables.buckets().all().getFirst().id();
    tables.epochs().want(bucket);
    return bucket;
  }
}
