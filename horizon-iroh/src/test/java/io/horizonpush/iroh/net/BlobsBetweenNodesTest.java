package io.horizonpush.iroh.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.ffm.Await;
import io.horizonpush.iroh.ffm.IrohNative;
import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.iroh.ffm.NativeBlobs.Fetched;
import io.horizonpush.iroh.ffm.NativeBlobs.Shelved;
import io.horizonpush.iroh.ffm.NativeLibrary;
import io.horizonpush.iroh.ffm.SparseRecords.Kind;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blobs of one real node, fetched by another over loopback. */
class BlobsBetweenNodesTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int GROUP = 16 << 10;
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

  @TempDir Path giverDir;
  @TempDir Path takerDir;
  private final TestShelf shelf = new TestShelf();
  private IrohNative giver;
  private IrohNative taker;
  private IrohNetwork giving;
  private IrohNetwork taking;
  private BlobFetch.Source source;
  private BlobProvider provider;

  @BeforeEach
  void openNodes() {
    NativeLibrary library = NativeLibrary.load(giverDir);
    giver = open(library, giverDir, 1);
    taker = open(library, takerDir, 2);
    giving = network(giver);
    taking = network(taker);
    source = new BlobFetch.Source(giving.self(), giving.listen());
    provider = BlobProvider.start(giver.blobs(), shelf);
  }

  private static IrohNative open(NativeLibrary library, Path dir, int first) {
    byte[] secret = new byte[32];
    secret[0] = (byte) first;
    IrohNative node = library.open(dir, secret);
    Await.value(node.store().open(1, 1 << 20), LIMIT);
    return node;
  }

  private static IrohNetwork network(IrohNative node) {
    NodeId self = NodeId.of(Await.value(node.id(), LIMIT));
    return new IrohNetwork(node.network(), node.blobs(), self, Reach.at(List.of(LOOPBACK)));
  }

  @AfterEach
  void closeNodes() {
    taking.close();
    giving.close();
    provider.close();
    Await.value(taker.close(), LIMIT);
    Await.value(giver.close(), LIMIT);
    assertThat(shelf.out).hasValue(0);
  }

  @Test
  void blobsOfAllSizes_areFetchedWhole() {
    for (int length : new int[] {1, GROUP, GROUP + 1, 200_000, 5_000_777}) {
      byte[] content = content(length);
      shelf.put(giver, content);
      StoredRecord record = begin(content);

      assertThat(fetch(record, ByteRange.all(length))).isEqualTo(new Fetched.All());

      assertThat(missing(record)).isEmpty();
      assertThat(Await.value(taker.store().complete(Kind.PARTIAL, record), LIMIT).hash())
          .isEqualTo(giver.hash(ByteBuffer.wrap(content)));
    }
    assertThat(shelf.failed).isEmpty();
  }

  @Test
  void partsAreFetched_andWhatOneHasOfABlobIsGivenOn() {
    byte[] content = content(10 * GROUP + 5);
    StoredRecord stored = shelf.put(giver, content);
    List<ByteRange> parts =
        List.of(new ByteRange(2 * GROUP, 3 * GROUP), new ByteRange(10 * GROUP, 5));
    StoredRecord record = begin(content);
    assertThat(fetch(record, parts.toArray(ByteRange[]::new))).isEqualTo(new Fetched.All());
    assertThat(missing(record))
        .containsExactly(new ByteRange(0, 2 * GROUP), new ByteRange(5 * GROUP, 5 * GROUP));

    shelf.blobs.put(stored.hash(), new Shelved.Partial(stored, parts));
    StoredRecord again = begin(content);
    assertThat(fetch(again, ByteRange.all(content.length))).isInstanceOf(Fetched.Partly.class);
    assertThat(fetch(again, parts.toArray(ByteRange[]::new))).isEqualTo(new Fetched.All());
    assertThat(missing(again)).isEqualTo(missing(record));
  }

  @Test
  void whoMayNotHaveABlob_getsNothingOfIt() {
    byte[] content = content(100_000);
    StoredRecord stored = shelf.put(giver, content);
    StoredRecord record = begin(content);
    shelf.forbidden.add(stored.hash());

    assertThat(fetch(record, ByteRange.all(content.length))).isInstanceOf(Fetched.Partly.class);
    assertThat(shelf.asked).containsExactly(taking.self());
    assertThat(missing(record)).containsExactly(ByteRange.all(content.length));
    // A shelf that cannot tell gives nothing either.
    shelf.forbidden.clear();
    shelf.fails = true;
    assertThat(fetch(record, ByteRange.all(content.length))).isInstanceOf(Fetched.Partly.class);
    shelf.fails = false;
    assertThat(fetch(record, ByteRange.all(content.length))).isEqualTo(new Fetched.All());
  }

  @Test
  void whatIsNotHere_endsTheFetch() {
    byte[] content = content(100_000);
    StoredRecord record = begin(content);

    assertThat(fetch(record, ByteRange.all(content.length))).isInstanceOf(Fetched.Partly.class);
  }

  @Test
  void aBlobThatIsNotWhatItWas_isNotSentAndReported() {
    byte[] content = content(300_000);
    StoredRecord other = shelf.put(giver, content(300_001));
    BlobHash hash = giver.hash(ByteBuffer.wrap(content));
    StoredRecord wrong = new StoredRecord(hash, 300_000, other.file(), other.offset());
    shelf.blobs.put(hash, new Shelved.Whole(wrong));
    StoredRecord record = begin(content);

    assertThat(fetch(record, ByteRange.all(content.length))).isInstanceOf(Fetched.Partly.class);

    Awaitility.await().atMost(LIMIT).until(() -> shelf.failed.contains(hash));
    assertThat(missing(record)).containsExactly(ByteRange.all(content.length));
  }

  @Test
  void manyFetchesAtOnce_shareOneConnection() throws Exception {
    List<byte[]> contents = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      contents.add(content(50_000 + i));
      shelf.put(giver, contents.getLast());
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Fetched>> fetches = new ArrayList<>();
      for (byte[] content : contents) {
        fetches.add(threads.submit(() -> fetch(begin(content), ByteRange.all(content.length))));
      }
      for (Future<Fetched> fetch : fetches) {
        assertThat(fetch.get()).isEqualTo(new Fetched.All());
      }
    }
    Awaitility.await().atMost(LIMIT).until(() -> shelf.out.get() == 0);
  }

  @Test
  void aConnectionThatWasClosed_isMadeAgain() {
    byte[] content = content(100_000);
    shelf.put(giver, content);
    assertThat(fetch(begin(content), ByteRange.all(content.length))).isEqualTo(new Fetched.All());
    List<InetSocketAddress> address = giving.listen();
    giving.close();
    giving = new IrohNetwork(giver.network(), giver.blobs(), source.peer(), Reach.at(address));
    giving.listen();

    assertThat(fetch(begin(content), ByteRange.all(content.length))).isEqualTo(new Fetched.All());
  }

  private Fetched fetch(StoredRecord record, ByteRange... parts) {
    return taking.blobs().begin(source, record, List.of(parts), LIMIT).end().how();
  }

  private StoredRecord begin(byte[] content) {
    BlobHash hash = giver.hash(ByteBuffer.wrap(content));
    return Await.value(
        taker.store().begin(Kind.PARTIAL, hash, content.length, OptionalLong.empty()), LIMIT);
  }

  private List<ByteRange> missing(StoredRecord record) {
    ByteRange all = ByteRange.all(record.length());
    return Await.value(taker.store().missing(Kind.PARTIAL, record, all, true), LIMIT);
  }

  private static byte[] content(int length) {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    return content;
  }

  /** Blobs, some of them forbidden. */
  private static final class TestShelf implements BlobShelf {

    final Map<BlobHash, Shelved> blobs = new ConcurrentHashMap<>();
    final Set<BlobHash> forbidden = ConcurrentHashMap.newKeySet();
    final Set<NodeId> asked = ConcurrentHashMap.newKeySet();
    final List<BlobHash> failed = new CopyOnWriteArrayList<>();

    /** What is off the shelf. */
    final AtomicInteger out = new AtomicInteger();

    volatile boolean fails;

    /** Stores a blob; what is shorter than a group is kept here. */
    StoredRecord put(IrohNative node, byte[] content) {
      ByteBuffer bytes = ByteBuffer.allocateDirect(content.length).put(content).flip();
      StoredRecord record =
          content.length <= 1 << 20
              ? Await.value(node.store().put(List.of(bytes), true), LIMIT).getFirst()
              : write(node, bytes);
      blobs.put(
          record.hash(),
          content.length < GROUP
              ? new Shelved.Inline(ByteBuffer.wrap(content))
              : new Shelved.Whole(record));
      return record;
    }

    private static StoredRecord write(IrohNative node, ByteBuffer bytes) {
      long writing = Await.value(node.store().create(), LIMIT);
      for (int at = 0; at < bytes.limit(); at += GROUP * 16) {
        ByteBuffer piece = bytes.slice(at, Math.min(GROUP * 16, bytes.limit() - at));
        Await.value(node.store().write(writing, piece), LIMIT);
      }
      return Await.value(node.store().finish(writing, true), LIMIT);
    }

    @Override
    public boolean mayHave(NodeId peer, List<BlobHash> hashes) {
      asked.add(peer);
      if (fails) {
        throw new IllegalStateException("nobody knows");
      }
      return hashes.stream().noneMatch(forbidden::contains);
    }

    @Override
    public Optional<Taken> open(NodeId peer, BlobHash blob) {
      return Optional.ofNullable(blobs.get(blob))
          .map(
              found -> {
                out.incrementAndGet();
                return new Taken(found, _ -> out.decrementAndGet());
              });
    }

    @Override
    public void failed(BlobHash blob, String why) {
      failed.add(blob);
    }
  }
}
