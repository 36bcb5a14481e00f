package io.horizonpush.iroh.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.iroh.epoch.Forgetting;
import io.horizonpush.iroh.net.ProcessNetwork;
import io.horizonpush.s3.model.BucketOrigins;
import io.horizonpush.s3.model.BucketOrigins.Writes;
import io.horizonpush.s3.model.Freshness;
import io.horizonpush.s3.model.ListedOrigin;
import io.horizonpush.s3.model.MemberMode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Epochs that leave out what is gone, once all members have seen it. */
@Timeout(300)
class EpochForgettingTest {

  private static final Forgetting.Rule RULE = new Forgetting.Rule(20, Duration.ofDays(180));
  private static final int GONE = 30;

  @TempDir Path directory;

  private final ProcessNetwork network = new ProcessNetwork();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-29T00:00:00Z"));
  private final List<EpochPeer> peers = new ArrayList<>();
  private EpochPeer owner;
  private EpochPeer writer;
  private EpochPeer reader;

  @BeforeEach
  void open() throws IOException {
    owner = peer(1);
    writer = peer(2);
    reader = peer(3);
    owner.create();
    owner.admit(writer, MemberMode.WRITE);
    owner.admit(reader, MemberMode.READ);
    for (int i = 0; i < GONE; i++) {
      (i % 2 == 0 ? owner : writer).put("gone-" + i, "bytes " + i);
    }
    owner.put("stays", "bytes");
    meet(owner, writer, reader, owner);
  }

  private EpochPeer peer(int number) throws IOException {
    EpochPeer peer =
        new EpochPeer(network, directory.resolve("node-" + peers.size()), this::tick, number);
    peers.add(peer);
    return peer;
  }

  private Instant tick() {
    return now.updateAndGet(time -> time.plusMillis(1));
  }

  @AfterEach
  void close() {
    peers.forEach(EpochPeer::close);
  }

  /** Lets all of a ring have everything. */
  private static void meet(EpochPeer... ring) {
    for (int round = 0; round < 4; round++) {
      for (EpochPeer one : ring) {
        for (EpochPeer two : ring) {
          if (one != two) {
            two.settle();
            var _ = one.pull(two);
            one.settle();
          }
        }
      }
    }
  }

  /** What others say that they have is heard beside. */
  private void awaitEpoch() {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              owner.forget(RULE);
              owner.settle();
              return owner.epoch() == 1;
            });
  }

  private void deleteAll() {
    for (int i = 0; i < GONE; i++) {
      (i % 3 == 0 ? owner : writer).delete("gone-" + i);
    }
  }

  private long gone(EpochPeer peer) {
    long row = peer.row().id();
    return peer.fixture.index().read(tables -> tables.versions().gone(row));
  }

  private static void assertSame(EpochPeer... peers) {
    for (EpochPeer peer : peers) {
      assertThat(peer.objects()).isEqualTo(peers[0].objects());
      assertThat(peer.entries()).isEqualTo(peers[0].entries());
      assertThat(peer.given()).isEqualTo(peers[0].given()).isPresent();
      assertThat(peer.fixture.verify(true).findings()).isEmpty();
    }
  }

  @Test
  void whatAllHaveSeenGo_isForgotten_andStaysGone() {
    deleteAll();
    meet(owner, writer, reader);
    assertThat(gone(reader)).isEqualTo(GONE);
    awaitEpoch();
    meet(owner, writer, reader);

    assertThat(owner.epoch()).isEqualTo(1);
    for (EpochPeer peer : peers) {
      assertThat(gone(peer)).isZero();
      assertThat(peer.objects()).containsOnlyKeys("stays");
      assertThat(peer.entries().stream().filter(each -> each.startsWith("gone"))).isEmpty();
    }
    assertSame(owner, writer, reader);
    writer.put("gone-0", "again");
    meet(owner, writer, reader);
    assertThat(owner.objects()).containsOnlyKeys("stays", "gone-0");
    assertSame(owner, writer, reader);
  }

  @Test
  void aMemberThatHasNotSeenIt_isWaitedFor() {
    deleteAll();
    meet(owner, writer);
    owner.forget(RULE);
    owner.forget(RULE);
    meet(owner, writer);
    assertThat(owner.epoch()).isZero();
    assertThat(gone(owner)).isEqualTo(GONE);
  }

  @Test
  void aBucketThatStandsBeforeAnOrigin_forgetsNothing_sinceThatHasItStill() {
    ListedOrigin origin = new ListedOrigin("s3", "https://s3.example.com", "b", true, "");
    stand(List.of(origin));
    deleteAll();
    meet(owner, writer, reader, owner);
    for (int i = 0; i < 5; i++) {
      owner.forget(RULE);
      meet(owner, writer, reader);
    }
    assertThat(owner.epoch()).isZero();
    assertThat(gone(owner)).isEqualTo(GONE);

    stand(List.of());
    meet(owner, writer, reader);
    awaitEpoch();
  }

  private void stand(List<ListedOrigin> origins) {
    owner
        .fixture
        .buckets()
        .setOrigins(
            owner.row().uid(), new BucketOrigins(origins, Writes.LOCAL_ONLY, Freshness.USUAL));
  }

  @Test
  void whatMembersWroteMeanwhile_isKept() {
    deleteAll();
    meet(owner, writer, reader);
    writer.put("gone-1", "new");
    writer.put("unsent", "new");
    awaitEpoch();
    meet(owner, writer, reader);
    assertThat(reader.objects()).containsOnlyKeys("stays", "gone-1", "unsent");
    assertSame(owner, writer, reader);
  }

  @Test
  void whoWasSilentForTooLong_bringsNothingBack_andKeepsWhatNobodyHad() {
    writer.put("unsent", "by who is silent");
    for (int i = 0; i < GONE; i++) {
      owner.delete("gone-" + i);
    }
    now.updateAndGet(time -> time.plus(Duration.ofDays(200)));
    meet(owner, reader);
    awaitEpoch();
    meet(owner, reader);
    assertThat(owner.epoch()).isEqualTo(1);

    meet(owner, writer, reader);

    assertThat(owner.objects()).containsOnlyKeys("stays", "unsent");
    assertSame(owner, writer, reader);
  }

  @Test
  void whoHurries_doesNotWaitForAnHour() {
    deleteAll();
    meet(owner, writer, reader);
    owner.keeper().run(RULE);
    owner.keeper().run(RULE);
    owner.settle();
    assertThat(owner.epoch()).isZero();

    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              owner.keeper().hurry();
              owner.keeper().run(RULE);
              owner.keeper().run(RULE);
              owner.settle();
              return owner.epoch() == 1;
            });
    meet(owner, writer, reader);
    assertThat(gone(reader)).isZero();
    assertSame(owner, writer, reader);
  }
}
