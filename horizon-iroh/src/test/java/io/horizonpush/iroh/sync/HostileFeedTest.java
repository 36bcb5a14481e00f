package io.horizonpush.iroh.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.Manifest;
import io.horizonpush.iroh.codec.ManifestCodec;
import io.horizonpush.iroh.content.TestingRecords;
import io.horizonpush.iroh.index.PositionTable.PeerPosition;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.StreamPair;
import io.horizonpush.iroh.replica.BucketReplica;
import io.horizonpush.iroh.replica.BucketReplica.NewEntry;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.SignedEntries.Name;
import io.horizonpush.iroh.replica.SignedEntry;
import io.horizonpush.iroh.replica.SignedEntry.Signatures;
import io.horizonpush.iroh.store.TestingVersions;
import io.horizonpush.iroh.sync.EntryFollower.End;
import io.horizonpush.iroh.sync.FeedMessage.Begin;
import io.horizonpush.iroh.sync.FeedMessage.Give;
import io.horizonpush.iroh.sync.FeedMessage.Given;
import io.horizonpush.iroh.sync.FeedMessage.Offer;
import io.horizonpush.iroh.sync.FeedMessage.Offered;
import io.horizonpush.iroh.sync.FeedMessage.Point;
import io.horizonpush.iroh.sync.FeedMessage.Want;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Feeds of nodes that keep to no rules: what is wrong is refused and counted, and all else goes on.
 */
@Timeout(120)
class HostileFeedTest {

  private static final String HISTORY = "00112233445566778899aabbccddeeff";
  private static final ObjectKey KEY = new ObjectKey("key");

  @TempDir Path directory;

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-29T00:00:00Z"));
  private TestingPeer liar;
  private TestingPeer victim;

  @BeforeEach
  void open() throws IOException {
    liar = new TestingPeer(directory.resolve("liar"), now::get, 1);
    victim = new TestingPeer(directory.resolve("victim"), now::get, 2);
    liar.node().begin("shared");
    liar.node().configure();
    liar.node().publish();
    victim.node().join(liar.node());
  }

  @AfterEach
  void close() {
    liar.close();
    victim.close();
  }

  @Test
  void anHonestEntry_isTaken() {
    Item honest = item(version("bytes"));
    assertThat(follow(channel -> give(channel, 1, honest))).isEqualTo(End.ENDED);
    assertThat(victim.node().versions(KEY).current()).isPresent();
    assertThat(position()).isEqualTo(1);
  }

  @Test
  void anEntryInTheNameOfAnother_isRefused() {
    Item honest = item(version("bytes"));
    WriterId other = new WriterId(7, 7, 7, 7);
    SignedEntry entry = honest.entry();
    SignedEntry stolen =
        new SignedEntry(
            entry.key(), other, entry.manifest(), entry.size(), entry.time(), entry.signatures());
    assertRefused(new Item(stolen, honest.manifest()), Refusal.FORGED);
  }

  @Test
  void anEntryWithAnotherSignature_isRefused() {
    Item honest = item(version("bytes"));
    SignedEntry entry = honest.entry();
    Signatures zeros = new Signatures(new byte[Signatures.LENGTH], new byte[Signatures.LENGTH]);
    SignedEntry forged =
        new SignedEntry(
            entry.key(), entry.author(), entry.manifest(), entry.size(), entry.time(), zeros);
    assertRefused(new Item(forged, honest.manifest()), Refusal.FORGED);
  }

  @Test
  void anEntryOfNoMember_isRefused() {
    victim.access().forbid(liar.node().writer());
    assertRefused(item(version("bytes")), Refusal.NOT_ALLOWED);
  }

  @Test
  void whatSomebodyWroteWhoNeverCould_isRefused() {
    victim.access().forbid(TestingVersions.OTHER);
    assertRefused(
        item(TestingVersions.small(KEY, TestingVersions.at(now.get()), "bytes")), Refusal.WRITER);
  }

  @Test
  void aManifestThatIsNotTheOneThatIsNamed_isRefused() {
    Item honest = item(version("bytes"));
    assertRefused(new Item(honest.entry(), manifest(version("other"))), Refusal.HASH);
  }

  @Test
  void bytesThatAreNoManifest_areRefused() {
    assertRefused(item(DocumentKey.of(KEY), Manifest.of(Bytes.of("none"))), Refusal.MANIFEST);
    assertRefused(
        item(DocumentKey.ofSetting("cors"), manifest(version("bytes"))), Refusal.MANIFEST);
  }

  @Test
  void whatNoRequestCouldHaveMade_isRefused() {
    StoredVersion plain = version("bytes");
    StoredVersion split =
        new StoredVersion(
            plain.head(),
            plain.lastModified(),
            plain.etag(),
            VersionLimitsTest.user("a", "b\r\nSet-Cookie: c"),
            plain.checksums(),
            plain.body(),
            0,
            Optional.empty(),
            plain.attributes());
    assertRefused(item(split), Refusal.LIMITS);
  }

  @Test
  void aKeyThatIsAPrefixOfOthers_isRefused() {
    Item honest = item(version("bytes"));
    byte[] prefix = {DocumentKey.OBJECT, 'k'};
    End end =
        follow(
            channel -> {
              channel.stream()
                  .send(
                      CborWriter.write(
                          out ->
                              out.tuple(
                                  4,
                                  each -> {
                                    each.number(3).number(0).number(1);
                                    each.list(
                                        List.of(honest.entry()),
                                        entry ->
                                            each.tuple(
                                                4,
                                                one ->
                                                    one.number(1)
                                                        .bytes(prefix)
                                                        .bytes(entry.author().bytes())
                                                        .bytes(entry.manifest().bytes())));
                                  })),
                      FeedChannel.PATIENCE);
              assertThat(channel.receive(Want.class).places().isEmpty()).isTrue();
            });
    assertThat(end).isEqualTo(End.ENDED);
    assertThat(victim.counts().refused(Refusal.KEY)).isEqualTo(1);
    assertThat(position()).isEqualTo(1);
  }

  @Test
  void anOldEntryThatIsGivenAgain_changesNothing() {
    Item old = item(version("old"));
    now.updateAndGet(time -> time.plusSeconds(1));
    Item current = item(version("new"));
    follow(channel -> give(channel, 1, current));
    var before = victim.node().entries();
    follow(
        channel -> {
          offer(channel, 2, old);
          channel.send(give(0, old));
          channel.send(new Give(true, List.of()));
        });
    assertThat(victim.node().entries()).isEqualTo(before);
    assertThat(victim.node().versions(KEY).current().orElseThrow().stamp())
        .isEqualTo(((StoredVersion) current.version()).stamp());
  }

  @Test
  void anEntryAheadOfTime_holdsThePositionBack_andIsTakenWhenItsTimeComes() {
    Item ahead = later(item(version("ahead")), Duration.ofHours(1));
    Item next = item(TestingVersions.small(new ObjectKey("next"), stamp(), "next"));
    follow(
        channel -> {
          give(channel, 5, ahead);
          give(channel, 6, next);
        });
    assertThat(position()).isEqualTo(4);
    assertThat(victim.counts().early()).isEqualTo(1);
    assertThat(victim.node().versions(new ObjectKey("next")).current()).isPresent();
    now.updateAndGet(time -> time.plus(Duration.ofHours(1)));
    follow(
        channel -> {
          give(channel, 5, ahead);
          Offer offer = offer(6, next);
          channel.send(offer);
          assertThat(channel.receive(Want.class).places().isEmpty()).isTrue();
        });
    assertThat(position()).isEqualTo(6);
    assertThat(victim.node().versions(KEY).current()).isPresent();
  }

  @Test
  void anEntryFarAheadOfTime_isRefused() {
    assertRefused(later(item(version("ahead")), Duration.ofDays(2)), Refusal.FAR_AHEAD);
  }

  @Test
  void aFeedThatGoesRound_isEnded() {
    Item honest = item(version("bytes"));
    assertBreaksTheRules(
        channel -> {
          give(channel, 3, honest);
          channel.send(offer(3, honest));
        });
    assertBreaksTheRules(
        channel ->
            channel.send(
                new Offer(true, 0, List.of(offered(1, honest))))); // No setting, yet ahead.
    assertBreaksTheRules(
        channel -> channel.send(new Offer(false, 99, List.of(offered(8, honest)))));
  }

  @Test
  void aFeedThatGivesWhatNobodyWants_orTooMuch_isEnded() {
    Item honest = item(version("bytes"));
    assertBreaksTheRules(
        channel -> {
          offer(channel, 1, honest);
          channel.send(give(1, honest));
        });
    assertBreaksTheRules(
        channel -> {
          offer(channel, 2, honest);
          channel.send(give(0, honest));
          channel.send(give(0, honest));
        });
    assertBreaksTheRules(
        channel -> {
          offer(channel, 3, honest);
          channel.send(
              new Give(
                  false,
                  List.of(
                      new Given(
                          0,
                          FeedMessage.LONGEST_MANIFEST + 1L,
                          1,
                          honest.entry().signatures(),
                          Manifest.of(new byte[100])))));
        });
    assertBreaksTheRules(
        channel -> {
          offer(channel, 4, honest);
          channel.send(new Give(false, List.of()));
        });
    assertBreaksTheRules(channel -> channel.stream().send(new byte[100], FeedChannel.PATIENCE));
  }

  @Test
  void aFeedOfManyForgedEntries_isEnded() {
    Item honest = item(version("bytes"));
    Item forged = new Item(honest.entry(), manifest(version("other")));
    assertBreaksTheRules(
        channel -> {
          for (int i = 1; i <= 200; i++) {
            give(channel, i, forged);
          }
        });
    assertThat(victim.counts().refused(Refusal.HASH)).isEqualTo(101);
  }

  @Test
  void aMemberThatBringsMoreThanItMay_isStopped_andNothingIsLost() {
    victim.limit(new SyncLimits(3, 1 << 20, 1000));
    List<Item> items =
        IntStream.range(0, 5)
            .mapToObj(i -> item(TestingVersions.small(new ObjectKey("k" + i), stamp(), "text")))
            .toList();
    assertThatThrownBy(
            () ->
                follow(
                    channel -> {
                      for (int i = 0; i < items.size(); i++) {
                        give(channel, i + 1, items.get(i));
                      }
                    }))
        .isInstanceOf(StoppedException.class)
        .hasMessageContaining("peers.max-records");
    assertThat(position()).isEqualTo(3);
    assertThat(victim.node().versions(new ObjectKey("k2")).current()).isPresent();
    assertThat(victim.node().versions(new ObjectKey("k3")).current()).isEmpty();
    victim.limit(SyncLimits.DEFAULT);
    follow(
        channel -> {
          give(channel, 4, items.get(3));
          give(channel, 5, items.get(4));
        });
    assertThat(victim.node().versions(new ObjectKey("k4")).current()).isPresent();
  }

  private record Item(SignedEntry entry, Manifest manifest) {

    ObjectVersion version() {
      return ManifestCodec.decode(entry.key().objectKey(), manifest);
    }
  }

  private Stamp stamp() {
    return new Stamp(Stamp.clockOf(now.get()), liar.node().writer());
  }

  private StoredVersion version(String text) {
    return TestingVersions.small(KEY, stamp(), text);
  }

  private static Manifest manifest(ObjectVersion version) {
    return ManifestCodec.encode(version);
  }

  private Item item(ObjectVersion version) {
    return item(DocumentKey.of(version.key()), manifest(version));
  }

  /** An entry that the liar has signed. */
  private Item item(DocumentKey key, Manifest manifest) {
    BlobHash hash = TestingRecords.hash(manifest.bytes());
    BucketReplica document = document(liar);
    document.put(List.of(new NewEntry(key, hash, manifest.length())));
    SignedEntry entry =
        document.signed(List.of(new Name(key, liar.node().writer()))).getFirst().orElseThrow();
    return new Item(entry, manifest);
  }

  private static BucketReplica document(TestingPeer peer) {
    var fixture = peer.node().fixture();
    return fixture
        .documents(fixture.replicas())
        .find(fixture.row(peer.node().bucket()))
        .orElseThrow();
  }

  /** The same entry, signed at another time. */
  private Item later(Item item, Duration by) {
    SignedEntry entry = item.entry();
    return new Item(
        new SignedEntry(
            entry.key(),
            entry.author(),
            entry.manifest(),
            entry.size(),
            entry.time() + by.toNanos() / 1000,
            signatures(item, entry.time() + by.toNanos() / 1000)),
        item.manifest());
  }

  private Signatures signatures(Item item, long time) {
    SignedEntry entry = item.entry();
    return liar.node()
        .fixture()
        .replicas()
        .sign(
            document(liar).id(),
            new SignedEntry(
                entry.key(),
                entry.author(),
                entry.manifest(),
                entry.size(),
                time,
                entry.signatures()));
  }

  private static Offered offered(long sequence, Item item) {
    SignedEntry entry = item.entry();
    return new Offered(sequence, Optional.of(entry.key()), entry.author(), entry.manifest());
  }

  private static Offer offer(long sequence, Item item) {
    return new Offer(false, sequence, List.of(offered(sequence, item)));
  }

  private static void offer(FeedChannel channel, long sequence, Item item) {
    channel.send(offer(sequence, item));
    assertThat(channel.receive(Want.class).places().cardinality()).isEqualTo(1);
  }

  private static Give give(int place, Item item) {
    SignedEntry entry = item.entry();
    return new Give(
        false,
        List.of(
            new Given(
                place,
                item.manifest().length(),
                entry.time(),
                entry.signatures(),
                item.manifest())));
  }

  private static void give(FeedChannel channel, long sequence, Item item) {
    offer(channel, sequence, item);
    channel.send(give(0, item));
    channel.send(new Give(true, List.of()));
  }

  private void assertRefused(Item item, Refusal reason) {
    long before = victim.counts().refused(reason);
    var entries = victim.node().entries();
    long next = position() + 1;
    assertThat(follow(channel -> give(channel, next, item))).isEqualTo(End.ENDED);
    assertThat(victim.counts().refused(reason)).isEqualTo(before + 1);
    assertThat(victim.node().entries()).isEqualTo(entries);
    assertThat(position()).isEqualTo(next);
  }

  private void assertBreaksTheRules(Consumer<FeedChannel> script) {
    assertThatThrownBy(() -> follow(script))
        .isInstanceOfSatisfying(
            PeerException.class,
            e -> assertThat(e.reason()).isEqualTo(PeerException.Reason.PROTOCOL));
  }

  private long position() {
    long row = victim.node().fixture().row(victim.node().bucket()).id();
    NodeId peer = liar.id();
    return victim
        .node()
        .fixture()
        .index()
        .read(tables -> tables.positions().find(row, peer))
        .map(PeerPosition::position)
        .orElse(0L);
  }

  /** Lets the victim follow a feed that says what a script says. */
  private End follow(Consumer<FeedChannel> script) {
    StreamPair pair = new StreamPair();
    Thread lying =
        Thread.ofVirtual()
            .start(
                () -> {
                  try (var there = pair.there()) {
                    byte[] ask =
                        there
                            .receive(StreamHandlers.LONGEST_FIRST, FeedChannel.PATIENCE)
                            .orElseThrow();
                    FeedChannel channel = FeedChannel.giving(there);
                    channel.send(
                        new Begin(FeedCodec.decodeAsk(ask).from().orElse(new Point(HISTORY, 0))));
                    script.accept(channel);
                    there.finish();
                  } catch (PeerException e) {
                    // The victim had enough of it.
                  }
                });
    try (var here = pair.here()) {
      return victim.follower(liar, victim.ground()).follow(here);
    } finally {
      pair.here().close();
      TestingPeer.join(lying);
    }
  }
}
