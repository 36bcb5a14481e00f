package io.horizonpush.iroh.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.codec.ManifestCodec;
import io.horizonpush.iroh.content.TestingRecords;
import io.horizonpush.iroh.net.StreamPair;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.iroh.sync.EntryFollower.End;
import io.horizonpush.iroh.sync.FeedMessage.Ask;
import io.horizonpush.iroh.sync.FeedMessage.Begin;
import io.horizonpush.iroh.sync.FeedMessage.Offer;
import io.horizonpush.iroh.sync.FeedMessage.Point;
import io.horizonpush.iroh.sync.FeedMessage.Refused;
import io.horizonpush.iroh.sync.FeedMessage.Want;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.ChecksumType;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Arrival.OfVersion;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Records;
import io.horizonpush.s3.store.TestingObjects;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a node gives to those who follow it. */
@Timeout(120)
class EntryFeedTest {

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
  }

  @AfterEach
  void close() {
    giver.close();
    taker.close();
  }

  @Test
  void manyEntries_comeInBatches_andOnce() {
    put(1200);
    taker.pull(giver);
    assertThat(taker.counts().taken()).isEqualTo(1201);
    assertThat(taker.node().entries()).hasSize(1201);
    assertThat(taker.node().fixture().verify(false).findings()).isEmpty();
    long offered = taker.counts().offered();
    taker.pull(giver);
    assertThat(taker.counts().offered() - offered).isZero();
    assertThat(taker.counts().taken()).isEqualTo(1201);
  }

  /** Whatever the bucket has: two nodes tell each other where they stand, and that is all. */
  @Test
  void aSyncWithNothingNew_takesAFewHundredBytes() {
    put(1200);
    taker.pull(giver);
    LongAdder bytes = new LongAdder();
    End end = taker.pull(giver, taker.ground(), stream -> new CountedStream(stream, bytes));
    assertThat(end).isEqualTo(End.ENDED);
    System.out.println("a sync with nothing new takes " + bytes.sum() + " bytes");
    assertThat(bytes.sum()).isBetween(100L, 512L);
  }

  @Test
  void anEntryThatCannotBeMerged_keepsNoOtherOut() {
    put(5);
    AtomicInteger failures = new AtomicInteger();
    SyncGround ground =
        taker.ground(
            UnaryOperator.identity(),
            records ->
                failing(
                    records,
                    new ObjectKey("key-3"),
                    failures,
                    () -> new IllegalStateException("a defect")));
    taker.pull(giver, ground, UnaryOperator.identity());
    assertThat(failures.get()).isEqualTo(2); // With the others, and alone.
    assertThat(taker.counts().refused(Refusal.FAILED)).isEqualTo(1);
    assertThat(taker.node().entries()).hasSize(5);
    assertThat(taker.node().versions(new ObjectKey("key-4")).current()).isPresent();
    assertThat(taker.node().versions(new ObjectKey("key-3")).current()).isEmpty();
  }

  /** By then the document has it, and what follows it is on its way there. */
  @Test
  void whatTheIndexDoesNotTake_comesAgain() {
    put(1200);
    AtomicInteger failures = new AtomicInteger();
    Supplier<RuntimeException> full =
        () -> new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE, "no room");
    SyncGround ground =
        taker.ground(
            UnaryOperator.identity(),
            records -> failing(records, new ObjectKey("key-300"), failures, full));
    assertThatThrownBy(() -> taker.pull(giver, ground, UnaryOperator.identity()))
        .isInstanceOf(StoppedException.class)
        .hasMessageContaining("no room");
    assertThat(failures.get()).isEqualTo(1);
    assertThat(taker.node().versions(new ObjectKey("key-300")).current()).isEmpty();
    taker.pull(giver);
    assertThat(taker.node().entries()).hasSize(1201);
    assertThat(taker.node().versions(new ObjectKey("key-300")).current()).isPresent();
    assertThat(taker.node().fixture().verify(false).findings()).isEmpty();
  }

  @Test
  void aManifestOfTenThousandParts_travels() {
    Checksum checksum =
        new Checksum(ChecksumAlgorithm.SHA512, ChecksumType.FULL_OBJECT, "A".repeat(86) + "==");
    byte[] bytes = Bytes.random(1, 100_000);
    List<Part> parts =
        IntStream.rangeClosed(1, Part.MAX_NUMBER)
            .mapToObj(
                number ->
                    Part.plain(number, TestingRecords.hash(bytes), bytes.length, List.of(checksum)))
            .toList();
    ObjectKey key = new ObjectKey("parts");
    giver
        .node()
        .fixture()
        .objects()
        .make(
            giver.node().bucket(),
            key,
            new Draft.Write(TestingObjects.object("e-10000"), new ObjectBody.Blobs(parts), false));
    giver.node().publish();
    var version = giver.node().versions(key).current().orElseThrow();
    assertThat(ManifestCodec.encode(version).length()).isGreaterThan(1 << 20);
    taker.pull(giver);
    assertThat(taker.node().versions(key).current()).contains(version);
  }

  @Test
  void settings_comeAheadOfWhatWasWrittenBefore() {
    put(600);
    giver
        .node()
        .fixture()
        .buckets()
        .configure(giver.node().bucket().id(), BucketSetting.POLICY, Optional.of("{}"));
    giver.node().publish();
    try (Asking asking = new Asking(Optional.empty())) {
      assertThat(asking.begin().from().position()).isZero();
      Offer first = asking.channel.receive(Offer.class);
      assertThat(first.settings()).isTrue();
      assertThat(first.entries()).hasSize(2);
      assertThat(first.through()).isZero();
      asking.channel.send(new Want(new BitSet()));
      Offer second = asking.channel.receive(Offer.class);
      assertThat(second.settings()).isFalse();
      assertThat(second.entries()).hasSize(FeedMessage.MOST_ENTRIES);
    }
  }

  @Test
  void whoAsksByAnotherHistory_orFromWhatNeverWas_beginsAnew() {
    put(3);
    for (Point from : List.of(new Point("0".repeat(32), 1), new Point(history(), 1 << 30))) {
      try (Asking asking = new Asking(Optional.of(from))) {
        assertThat(asking.begin().from()).isEqualTo(new Point(history(), 0));
      }
    }
    try (Asking asking = new Asking(Optional.of(new Point(history(), 2)))) {
      assertThat(asking.begin().from()).isEqualTo(new Point(history(), 2));
    }
  }

  @Test
  void whoHasNothing_isOfferedSettingsAheadOfAll_andInTheirTurn() {
    put(1);
    try (Asking asking = new Asking(Optional.empty())) {
      asking.begin();
      asking.skipSettings();
      Offer all = asking.channel.receive(Offer.class);
      assertThat(all.settings()).isFalse();
      assertThat(all.entries()).hasSize(2);
    }
  }

  @Test
  void whatIsWrittenLater_isOfferedAtOnce() {
    try (Asking asking = new Asking(Optional.of(new Point(history(), latest())))) {
      asking.begin();
      assertThat(asking.channel.receive(Offer.class).entries()).isEmpty();
      put(1);
      assertThat(asking.channel.receive(Offer.class).entries()).hasSize(1);
    }
  }

  @Test
  void whoMayNotRead_isRefused_andCutOffWhenThatBegins() {
    try (Asking asking = new Asking(Optional.of(new Point(history(), latest())))) {
      asking.begin();
      assertThat(asking.channel.receive(Offer.class).entries()).isEmpty();
      giver.access().forbid(taker.id());
      assertThat(asking.channel.receive()).isEmpty();
    }
    try (Asking asking = new Asking(Optional.empty())) {
      assertThat(asking.channel.receive()).contains(new Refused());
    }
    assertThat(taker.pull(giver, taker.ground(), UnaryOperator.identity())).isEqualTo(End.REFUSED);
  }

  @Test
  void anEntryThatWasReplacedSince_isLeftOut_andItsSuccessorComes() {
    put(1);
    try (Asking asking = new Asking(Optional.of(new Point(history(), latest() - 1)))) {
      asking.begin();
      Offer offer = asking.channel.receive(Offer.class);
      assertThat(offer.entries()).hasSize(1);
      giver
          .node()
          .fixture()
          .objects()
          .put(giver.node().bucket(), new ObjectKey("key-0"), Bytes.of("other"));
      giver.node().publish();
      BitSet first = new BitSet();
      first.set(0);
      asking.channel.send(new Want(first));
      assertThat(asking.channel.receive(FeedMessage.Give.class).entries()).isEmpty();
      Offer next = asking.channel.receive(Offer.class);
      assertThat(next.entries()).hasSize(1);
      assertThat(next.entries().getFirst().manifest())
          .isNotEqualTo(offer.entries().getFirst().manifest());
    }
    assertThat(giver.counts().missing()).isEqualTo(1);
  }

  @Test
  void whoSaysWhatItWantsTooLongWinded_isEnded() {
    try (Asking asking = new Asking(Optional.empty())) {
      asking.begin();
      asking.channel.receive(Offer.class);
      asking.channel.stream().send(new byte[100_000], FeedChannel.PATIENCE);
      assertThat(asking.ended()).isTrue();
    }
  }

  private String history() {
    return giver.node().fixture().index().read(tables -> tables.identity().get().history());
  }

  private long latest() {
    return giver.node().fixture().index().read(tables -> tables.entries().latest());
  }

  /** Records that cannot take one key. */
  private static Records failing(
      Records real, ObjectKey key, AtomicInteger failures, Supplier<RuntimeException> failure) {
    InvocationHandler handler =
        (_, method, arguments) -> {
          if (method.getName().equals("merge")
              && ((List<?>) arguments[1])
                  .stream()
                      .anyMatch(
                          each -> each instanceof OfVersion of && of.version().key().equals(key))) {
            failures.incrementAndGet();
            throw failure.get();
          }
          try {
            return method.invoke(real, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return (Records)
        Proxy.newProxyInstance(
            Records.class.getClassLoader(), new Class<?>[] {Records.class}, handler);
  }

  private void put(int count) {
    for (int i = 0; i < count; i++) {
      giver
          .node()
          .fixture()
          .objects()
          .put(giver.node().bucket(), new ObjectKey("key-" + i), Bytes.of("bytes"));
    }
    giver.node().publish();
  }

  /** Somebody who follows by hand. */
  private final class Asking implements AutoCloseable {

    private final StreamPair pair = new StreamPair();
    private final FeedChannel channel = FeedChannel.taking(pair.here());
    private final Thread serving;

    Asking(Optional<Point> from) {
      this(from, giver.node().fixture().document(giver.node().bucket()));
    }

    Asking(Optional<Point> from, ReplicaId document) {
      StreamHandlers handlers = giver.handlers();
      serving = Thread.ofVirtual().start(() -> handlers.serve(taker.id(), pair.there()));
      channel.send(new Ask(giver.node().bucket().id(), List.of(document), from));
    }

    Begin begin() {
      return channel.receive(Begin.class);
    }

    void skipSettings() {
      assertThat(channel.receive(Offer.class).settings()).isTrue();
      channel.send(new Want(new BitSet()));
    }

    /** Whether the other end gave the stream up. */
    boolean ended() {
      try {
        serving.join();
        return !serving.isAlive();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() {
      pair.here().close();
      assertThat(ended()).isTrue();
    }
  }
}
