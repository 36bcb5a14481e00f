package io.horizonpush.iroh.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.horizonpush.iroh.sync.FeedMessage.Ask;
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
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A feed of a node that keeps to no rules: a script says what it gives to one that follows it. */
abstract class HostileFeed {

  static final String HISTORY = "00112233445566778899aabbccddeeff";
  static final ObjectKey KEY = new ObjectKey("key");

  @TempDir Path directory;

  final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-29T00:00:00Z"));
  TestingPeer liar;
  TestingPeer victim;

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

  record Item(SignedEntry entry, Manifest manifest) {

    ObjectVersion version() {
      return ManifestCodec.decode(entry.key().objectKey(), manifest);
    }
  }

  Stamp stamp() {
    return new Stamp(Stamp.clockOf(now.get()), liar.node().writer());
  }

  StoredVersion version(String text) {
    return TestingVersions.small(KEY, stamp(), text);
  }

  static Manifest manifest(ObjectVersion version) {
    return ManifestCodec.encode(version);
  }

  Item item(ObjectVersion version) {
    return item(DocumentKey.of(version.key()), manifest(version));
  }

  /** An entry that the liar has signed. */
  Item item(DocumentKey key, Manifest manifest) {
    BlobHash hash = TestingRecords.hash(manifest.bytes());
    BucketReplica document = document(liar);
    document.put(List.of(new NewEntry(key, hash, manifest.length())));
    SignedEntry entry =
        document.signed(List.of(new Name(key, liar.node().writer()))).getFirst().orElseThrow();
    return new Item(entry, manifest);
  }

  static BucketReplica document(TestingPeer peer) {
    var fixture = peer.node().fixture();
    return fixture
        .documents(fixture.replicas())
        .find(fixture.row(peer.node().bucket()))
        .orElseThrow();
  }

  /** The same entry, signed at another time. */
  Item later(Item item, Duration by) {
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

  Signatures signatures(Item item, long time) {
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

  static Offered offered(long sequence, Item item) {
    SignedEntry entry = item.entry();
    return new Offered(sequence, Optional.of(entry.key()), entry.author(), entry.manifest());
  }

  static Offer offer(long sequence, Item item) {
    return new Offer(false, sequence, List.of(offered(sequence, item)));
  }

  static void offer(FeedChannel channel, long sequence, Item item) {
    channel.send(offer(sequence, item));
    assertThat(channel.receive(Want.class).places().cardinality()).isEqualTo(1);
  }

  static Give give(int place, Item item) {
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

  static void give(FeedChannel channel, long sequence, Item item) {
    offer(channel, sequence, item);
    channel.send(give(0, item));
    channel.send(new Give(true, List.of()));
  }

  void assertRefused(Item item, Refusal reason) {
    long before = victim.counts().refused(reason);
    var entries = victim.node().entries();
    long next = position() + 1;
    assertThat(follow(channel -> give(channel, next, item))).isEqualTo(End.ENDED);
    assertThat(victim.counts().refused(reason)).isEqualTo(before + 1);
    assertThat(victim.node().entries()).isEqualTo(entries);
    assertThat(position()).isEqualTo(next);
  }

  void assertBreaksTheRules(Consumer<FeedChannel> script) {
    assertThatThrownBy(() -> follow(script))
        .isInstanceOfSatisfying(
            PeerException.class,
            e -> assertThat(e.reason()).isEqualTo(PeerException.Reason.PROTOCOL));
  }

  long position() {
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
  End follow(Consumer<FeedChannel> script) {
    return follow(script, new RateLimit(victim.ground().limits().maxRate()));
  }

  End follow(Consumer<FeedChannel> script, RateLimit rate) {
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
                    Ask asked = FeedCodec.decodeAsk(ask);
                    channel.send(
                        new Begin(
                            asked.documents().stream().findFirst(),
                            true,
                            asked.from().orElse(new Point(HISTORY, 0))));
                    script.accept(channel);
                    there.finish();
                  } catch (PeerException e) {
                    // The victim had enough of it.
                  }
                });
    try (var here = pair.here()) {
      return victim.follower(liar, victim.ground(), rate).follow(here);
    } finally {
      pair.here().close();
      TestingPeer.join(lying);
    }
  }
}
