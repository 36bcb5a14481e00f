package io.horizonpush.iroh.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.epoch.AlteredReports;
import io.horizonpush.iroh.epoch.Forgetting;
import io.horizonpush.iroh.net.Neighbours;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.net.ProcessNetwork;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.MemberMode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What members say of how far they are, where each is connected with those beside it in a line
 * alone, and the owner is its first.
 */
@Timeout(300)
class EpochReportsTest {

  private static final Forgetting.Rule RULE = new Forgetting.Rule(10, Duration.ofDays(180));
  private static final int GONE = 12;

  @TempDir Path directory;

  private final ProcessNetwork network = new ProcessNetwork();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-29T00:00:00Z"));
  private final List<EpochPeer> line = new ArrayList<>();

  private Instant tick() {
    return now.updateAndGet(time -> time.plusMillis(1));
  }

  @AfterEach
  void close() {
    line.forEach(EpochPeer::close);
  }

  private void open(MemberMode... others) throws IOException {
    line.add(new EpochPeer(network, directory.resolve("owner"), this::tick, 1));
    line.getFirst().create();
    for (MemberMode mode : others) {
      int number = line.size() + 1;
      line.add(new EpochPeer(network, directory.resolve("node-" + number), this::tick, number));
      line.getFirst().admit(line.getLast(), mode);
    }
    meet(line);
  }

  /** Lets all along a line have everything, by their neighbours. */
  private static void meet(List<EpochPeer> some) {
    for (int round = 0; round < 2; round++) {
      for (List<EpochPeer> way : List.of(some, some.reversed())) {
        for (int i = 1; i < way.size(); i++) {
          way.get(i - 1).settle();
          var _ = way.get(i).pull(way.get(i - 1));
        }
        way.getLast().settle();
      }
    }
  }

  /** Lets everybody ask those beside it, so often that what the last one says is with the first. */
  private void report() {
    for (int round = 0; round < line.size() + 2; round++) {
      now.updateAndGet(time -> time.plus(Duration.ofMinutes(6)));
      line.forEach(each -> each.reports().gather(RULE, new Beside(each)));
      line.reversed().forEach(each -> each.reports().gather(RULE, new Beside(each)));
    }
  }

  /** Those beside a node. */
  private class Beside implements Neighbours {

    private final EpochPeer self;

    Beside(EpochPeer self) {
      this.self = self;
    }

    @Override
    public List<NodeId> connected(BucketId bucket) {
      int place = line.indexOf(self);
      return Stream.of(place - 1, place + 1)
          .filter(each -> each >= 0 && each < line.size())
          .map(each -> line.get(each).self.id())
          .toList();
    }

    @Override
    public Optional<byte[]> ask(NodeId member, byte[] question, int longestAnswer) {
      try (PeerStream stream =
          network.of(self.self.id()).connect(member, List.of(), Duration.ofSeconds(30)).open()) {
        return stream.ask(question, longestAnswer, Duration.ofSeconds(30));
      }
    }
  }

  private void deleteAll(EpochPeer... byThese) {
    for (int i = 0; i < GONE; i++) {
      byThese[i % byThese.length].put("gone-" + i, "bytes " + i);
    }
    byThese[0].put("stays", "bytes");
    meet(line);
    for (int i = 0; i < GONE; i++) {
      byThese[(i + 1) % byThese.length].delete("gone-" + i);
    }
  }

  /** Twice, because it is forgotten only what was there before. */
  private void forget() {
    EpochPeer owner = line.getFirst();
    for (int i = 0; i < 2; i++) {
      owner.forget(RULE);
      owner.settle();
    }
  }

  private static long gone(EpochPeer peer) {
    long row = peer.row().id();
    return peer.fixture.index().read(tables -> tables.versions().gone(row));
  }

  private static MemberMode[] modes(int writers, int readers) {
    return Stream.concat(
            Stream.generate(() -> MemberMode.WRITE).limit(writers),
            Stream.generate(() -> MemberMode.READ).limit(readers))
        .toArray(MemberMode[]::new);
  }

  @Test
  void ofManyMembers_whatAllHaveSeenIsForgotten_byTheWordOfThoseBetween() throws IOException {
    open(modes(6, 11));
    deleteAll(line.get(0), line.get(3), line.get(6));
    meet(line);
    forget();
    assertThat(line.getFirst().epoch())
        .isZero(); // Of those it is not connected with it knows nothing.

    report();
    forget();
    assertThat(line.getFirst().epoch()).isEqualTo(1);
    line.get(5).put("meanwhile", "bytes");
    for (int i = 0; i < 4; i++) {
      meet(line); // From one to the next it takes several times: first they hear where it is.
    }
    for (EpochPeer each : line) {
      assertThat(each.epoch()).isEqualTo(1);
      assertThat(gone(each)).isZero();
      assertThat(each.objects()).containsOnlyKeys("stays", "meanwhile");
      assertThat(each.entries()).isEqualTo(line.getFirst().entries());
      assertThat(each.fixture.verify(true).findings()).isEmpty();
    }
  }

  @Test
  void aMemberAtTheOtherEnd_isWaitedFor_alsoByAnOwnerThatBeganAnew() throws IOException {
    open(modes(3, 2));
    deleteAll(line.get(0), line.get(2));
    meet(line.subList(0, line.size() - 1));
    report();
    forget();
    assertThat(line.getFirst().epoch()).isZero();
    assertThat(gone(line.getFirst())).isEqualTo(GONE);

    meet(line);
    report();
    line.getFirst().restart();
    forget();
    assertThat(line.getFirst().epoch()).isEqualTo(1);
  }

  @Test
  void whoOnlyReads_isNotBelievedAboutThoseWhoWrite() throws IOException {
    open(MemberMode.READ, MemberMode.WRITE);
    deleteAll(line.get(0), line.get(2));
    meet(line);
    report();
    forget();
    assertThat(line.getFirst().epoch()).isZero();

    meet(List.of(line.get(0), line.get(2)));
    report();
    forget();
    assertThat(line.getFirst().epoch()).isEqualTo(1);
  }

  @Test
  void aWordThatWasAlteredOnItsWay_countsForNothing() throws IOException {
    open(MemberMode.WRITE, MemberMode.READ);
    deleteAll(line.get(0), line.get(1));
    meet(line.subList(0, 2));
    EpochPeer owner = line.getFirst();
    for (int round = 0; round < 6; round++) {
      now.updateAndGet(time -> time.plus(Duration.ofMinutes(6)));
      line.get(1).reports().gather(RULE, new Beside(line.get(1)));
      owner.reports().gather(RULE, new Altering(owner));
    }
    forget();
    assertThat(owner.epoch()).isZero();
  }

  /** The one beside says of the last one that it has all that the owner has. */
  private final class Altering extends Beside {

    Altering(EpochPeer self) {
      super(self);
    }

    @Override
    public Optional<byte[]> ask(NodeId member, byte[] question, int longestAnswer) {
      EpochPeer owner = line.getFirst();
      long row = owner.row().id();
      long latest = owner.fixture.index().read(tables -> tables.entries().latest(row));
      return super.ask(member, question, longestAnswer)
          .map(answer -> AlteredReports.saying(answer, owner.self.id(), latest));
    }
  }

  @Test
  void aWriterThatSaysItHasWhatItHasNot_costsNobodyWhatIsNotGone() throws IOException {
    open(MemberMode.WRITE, MemberMode.WRITE);
    deleteAll(line.get(0), line.get(1));
    meet(line);
    EpochPeer writer = line.getLast();
    writer.put("unsent", "bytes");
    writer.publish();
    long row = writer.row().id();
    long latest = writer.fixture.index().read(tables -> tables.entries().latest(row));
    EpochPeer owner = line.getFirst();
    for (int round = 0; round < 6; round++) {
      now.updateAndGet(time -> time.plus(Duration.ofMinutes(6)));
      writer.reports().gather(RULE, new Beside(writer));
      line.get(1).reports().gather(RULE, new Beside(line.get(1)));
      owner.reports().gather(RULE, new Lying(owner, writer.self.id(), latest));
    }
    forget();
    assertThat(owner.epoch()).isEqualTo(1);
    meet(line);
    meet(line);
    assertThat(owner.objects()).containsOnlyKeys("stays", "unsent");
    assertThat(writer.objects()).isEqualTo(owner.objects());
  }

  /** The one beside says that it has more of the last one than it has, and signs that. */
  private final class Lying extends Beside {

    private final NodeId about;
    private final long position;

    Lying(EpochPeer self, NodeId about, long position) {
      super(self);
      this.about = about;
      this.position = position;
    }

    @Override
    public Optional<byte[]> ask(NodeId member, byte[] question, int longestAnswer) {
      EpochPeer liar = line.get(1);
      return super.ask(member, question, longestAnswer)
          .map(
              answer ->
                  AlteredReports.signed(
                      answer, liar.bucket().id(), liar.self.key(), about, position));
    }
  }
}
