package io.horizonpush.iroh.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.horizonpush.iroh.content.RecordFill;
import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.iroh.ffm.NativeBlobs.Ended;
import io.horizonpush.iroh.ffm.NativeBlobs.Fetched;
import io.horizonpush.iroh.ffm.NativeBlobs.Progress;
import io.horizonpush.iroh.net.BlobFetch;
import io.horizonpush.iroh.net.BlobFetch.Source;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.sync.Waiting;
import io.horizonpush.iroh.transfer.TestingTransfers;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BlobFill;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Content;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How windows of a blob are claimed, asked for and delivered, whoever gives them. */
@Timeout(60)
class DownloadTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int GROUP = BlobFill.GROUP;
  private static final long LENGTH = 100L * GROUP;
  private static final BlobHash BLOB = BlobHash.of(new byte[32]);

  private static final Content KEPT = new Content.Streamed(Bytes.reader(new byte[0], 1), 0);

  private final Fill fill = new Fill();
  private final Members members = new Members();
  private final Conduct conduct = new Conduct();
  private final AtomicInteger wholes = new AtomicInteger();
  private Runnable whole = wholes::incrementAndGet;
  private final Download download =
      new Download(
          fill,
          new Providers(members::search),
          holder -> new Provider.Peer(holder, members),
          conduct,
          new Download.Landing(
              range -> Optional.empty(), range -> Optional.of(KEPT), () -> whole.run()),
          Optional.empty(),
          TestingTransfers.tally());

  /** The groups that have come. */
  private static final class Fill implements RecordFill {

    private final BitSet here = new BitSet();
    final AtomicBoolean closed = new AtomicBoolean();
    volatile boolean isShort;

    synchronized void take(ByteRange range) {
      here.set((int) (range.offset() / GROUP), (int) (range.end() / GROUP));
    }

    @Override
    public StoredRecord record() {
      return new StoredRecord(BLOB, LENGTH, 1, 0);
    }

    @Override
    public void requireRoom(long bytes) {
      if (isShort) {
        throw new S3Exception(S3ErrorCode.STORAGE_FULL, "full");
      }
    }

    @Override
    public long length() {
      return LENGTH;
    }

    @Override
    public synchronized List<ByteRange> missing(ByteRange range) {
      List<ByteRange> missing = new ArrayList<>();
      for (long at = range.offset(); at < range.end(); at += GROUP) {
        if (!here.get((int) (at / GROUP))) {
          missing.add(new ByteRange(at, GROUP));
        }
      }
      return missing;
    }

    @Override
    public void write(long offset, ByteBuffer groups) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void flush() {}

    @Override
    public PinnedBlob finish(Optional<BlobHash> expected) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      closed.set(true);
    }
  }

  /** Members that all say to have the blob, and what each gives. */
  private final class Members implements BlobFetch {

    final List<Source> sources = new CopyOnWriteArrayList<>();
    final Set<NodeId> liars = ConcurrentHashMap.newKeySet();
    final Set<NodeId> forgers = ConcurrentHashMap.newKeySet();
    final Map<NodeId, Holding> holdings = new ConcurrentHashMap<>();
    final List<Source> asked = new CopyOnWriteArrayList<>();
    final List<ByteRange> fetched = new CopyOnWriteArrayList<>();
    final AtomicInteger searches = new AtomicInteger();
    volatile CountDownLatch gate = new CountDownLatch(0);

    Source add(boolean liar) {
      byte[] id = new byte[NodeId.LENGTH];
      id[0] = (byte) (sources.size() + 1);
      Source source = new Source(NodeId.of(id), List.of());
      sources.add(source);
      if (liar) {
        liars.add(source.peer());
      }
      return source;
    }

    private Holder holder(Source source) {
      return new Holder(source, holdings.getOrDefault(source.peer(), new Holding.Whole()));
    }

    HolderSearch search() {
      searches.incrementAndGet();
      Iterator<Source> next = sources.iterator();
      return new HolderSearch() {
        @Override
        public Optional<Holder> next(boolean far) {
          return next.hasNext() ? Optional.of(holder(next.next())) : Optional.empty();
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public Fetching begin(
        Source source, StoredRecord record, List<ByteRange> parts, Duration patience) {
      asked.add(source);
      return new Fetching() {
        @Override
        public Ended end() {
          return give(source, parts);
        }

        @Override
        public Progress progress() {
          return new Progress(0, Duration.ZERO);
        }

        @Override
        public void stop() {}
      };
    }

    private Ended give(Source source, List<ByteRange> parts) {
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (liars.contains(source.peer())) {
        throw new PeerException(PeerException.Reason.REFUSED, "nothing for you");
      }
      if (forgers.contains(source.peer())) {
        return new Ended(new Fetched.Lie("that is another blob"), 0);
      }
      fetched.addAll(parts);
      parts.forEach(fill::take);
      return new Ended(new Fetched.All(), parts.stream().mapToLong(ByteRange::length).sum());
    }

    @Override
    public OptionalLong length(Source source, BlobHash blob, Duration patience) {
      return OptionalLong.of(LENGTH);
    }
  }

  private static ByteRange groups(long first, long count) {
    return new ByteRange(first * GROUP, count * GROUP);
  }

  private void bring(ByteRange range) {
    Waiting.on(download.bring(range, true));
  }

  @Test
  void windowsAreLarger_whereBytesComeFast() {
    Source source = members.add(false);
    String name = source.peer().hex();
    Waiting.on(download.bring(new ByteRange(0, GROUP), true));
    conduct.measured(name, 1 << 20, Duration.ofSeconds(1).toNanos());
    assertThat(download.windowSize()).isEqualTo(1 << 20);

    for (int i = 0; i < 30; i++) {
      conduct.measured(name, 40 << 20, Duration.ofSeconds(1).toNanos());
    }
    assertThat(download.windowSize()).isEqualTo(2 << 20);

    for (int i = 0; i < 30; i++) {
      conduct.measured(name, 900 << 20, Duration.ofSeconds(1).toNanos());
    }
    assertThat(download.windowSize()).isEqualTo(4 << 20);
  }

  @Test
  void whoGaveNothing_isAskedLastFromThen() {
    Source liar = members.add(true);
    Source honest = members.add(false);

    bring(groups(0, 4));
    bring(groups(4, 4));

    assertThat(members.asked).containsExactly(liar, honest, honest);
    assertThat(members.searches).hasValue(1);
  }

  @Test
  void onceAllHaveFailed_othersAreLookedForOnce_andNobodyIsNamed() {
    Source liar = members.add(true);
    assertThatThrownBy(() -> bring(groups(0, 4)))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.SERVICE_UNAVAILABLE))
        .hasMessageContaining("none of the 1 members")
        .hasMessageNotContaining(liar.peer().hex());
    assertThat(members.searches).hasValue(1);

    members.add(false);
    bring(groups(0, 4));
    assertThat(members.searches).hasValue(2);
  }

  @Test
  void windowsThatOverlap_areFetchedOnce() {
    members.add(false);
    members.gate = new CountDownLatch(1);
    CompletableFuture<Void> first = download.bring(groups(10, 20), true);
    CompletableFuture<Void> second = download.bring(groups(0, 40), true);
    CompletableFuture<Void> third = download.bring(groups(15, 5), true);
    assertThat(third).isNotDone();
    members.gate.countDown();

    CompletableFuture.allOf(first, second, third).join();

    assertThat(members.fetched)
        .doesNotHaveDuplicates()
        .hasSize(40)
        .allMatch(group -> group.length() == GROUP);
  }

  /** The last reader would wait while all of a long blob is read once more. */
  @Test
  void theLastWindow_isDeliveredBeforeTheWholeIsKept_andClosingWaitsForThat() {
    members.add(false);
    CountDownLatch keeping = new CountDownLatch(1);
    whole =
        () -> {
          try {
            keeping.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          wholes.incrementAndGet();
        };

    bring(groups(0, 100));
    download.close();

    assertThat(fill.closed).isFalse();
    keeping.countDown();
    await().atMost(PATIENCE).untilTrue(fill.closed);
    assertThat(wholes).hasValue(1);
  }

  /** It is not where it came to any more then, and not yet in its place. */
  @Test
  void whatIsReadWhileTheWholeIsBeingKept_isOpenedBehindThat() throws Exception {
    members.add(false);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch keeping = new CountDownLatch(1);
    whole =
        () -> {
          begun.countDown();
          try {
            keeping.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    bring(groups(0, 100));
    begun.await();
    CompletableFuture<Optional<Content>> opened =
        CompletableFuture.supplyAsync(() -> download.open(groups(0, 4)));
    keeping.countDown();

    assertThat(opened.join()).containsSame(KEPT);
  }

  @Test
  void aWholeThatCannotBeKept_harmsNobodyWhoReads() {
    members.add(false);
    whole =
        () -> {
          wholes.incrementAndGet();
          throw new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE, "the disk is slow");
        };

    bring(groups(0, 100));
    bring(groups(99, 1));
    await().atMost(PATIENCE).until(() -> wholes.get() > 0);
  }

  @Test
  void whoLeavesAmidAWindow_leavesTheBlobOpenUntilItHasCome() {
    members.add(false);
    members.gate = new CountDownLatch(1);
    CompletableFuture<Void> window = download.bring(groups(0, 4), true);
    await().atMost(PATIENCE).until(() -> !members.asked.isEmpty());
    download.close();

    assertThat(fill.closed).isFalse();
    members.gate.countDown();
    window.join();
    await().atMost(PATIENCE).untilTrue(fill.closed);
  }

  @Test
  void withoutRoomOnTheDisk_nothingIsAskedFor_andWhatIsHereIsGiven() {
    members.add(false);
    bring(groups(0, 4));
    fill.isShort = true;

    assertThatThrownBy(() -> bring(groups(4, 4)))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.STORAGE_FULL));
    bring(groups(0, 4));
    assertThat(members.asked).hasSize(1);
  }

  @Test
  void anError_reachesWhoReads_asItIs() {
    members.add(false);
    InternalError broken = new InternalError("broken");
    CompletableFuture<Void> failed = CompletableFuture.failedFuture(broken);
    assertThatThrownBy(() -> Waiting.on(CompletableFuture.allOf(failed))).isSameAs(broken);
  }

  @Test
  void whoForges_isAskedForNothingFromThen_evenIfThereIsNobodyElse() {
    Source forger = members.add(false);
    members.forgers.add(forger.peer());
    assertThatThrownBy(() -> bring(groups(0, 4))).isInstanceOf(S3Exception.class);
    members.forgers.clear();
    assertThatThrownBy(() -> bring(groups(0, 4))).isInstanceOf(S3Exception.class);

    assertThat(members.asked).hasSize(1);
    assertThat(conduct.lies()).isEqualTo(1);
    assertThat(conduct.isShunned(forger.peer().hex(), BlobHash.of(new byte[32]))).isTrue();
  }

  @Test
  void eachIsAskedForWhatItHas_andNobodyForWhatNobodyHas() {
    Source one = members.add(false);
    Source other = members.add(false);
    members.holdings.put(one.peer(), new Holding.Parts(List.of(groups(0, 10))));
    members.holdings.put(other.peer(), new Holding.Parts(List.of(groups(5, 15))));

    bring(groups(0, 20));

    assertThat(members.asked).containsExactlyInAnyOrder(one, other);
    assertThat(members.fetched).hasSize(20).doesNotHaveDuplicates();
    assertThatThrownBy(() -> bring(groups(15, 10))).isInstanceOf(S3Exception.class);
    assertThat(fill.missing(groups(15, 10))).containsExactlyElementsOf(single(groups(20, 5)));
  }

  private static List<ByteRange> single(ByteRange range) {
    List<ByteRange> groups = new ArrayList<>();
    for (long at = range.offset(); at < range.end(); at += GROUP) {
      groups.add(new ByteRange(at, GROUP));
    }
    return groups;
  }

  /** Whoever leaves wants nothing more, least of all what nobody has begun to give. */
  @Test
  void whatIsNotUnderWayWhenTheLastReaderLeaves_isNotFetched() {
    members.add(false);
    members.gate = new CountDownLatch(1);
    List<CompletableFuture<Void>> windows = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      windows.add(download.bring(groups(4L * i, 4), false));
    }
    await().atMost(PATIENCE).until(() -> !members.asked.isEmpty());
    download.close();
    members.gate.countDown();

    await().atMost(PATIENCE).untilTrue(fill.closed);
    assertThat(windows).allMatch(CompletableFuture::isDone);
    assertThat(members.asked).hasSize(1);
  }
}
