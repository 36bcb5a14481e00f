package io.horizonpush.iroh.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.ffm.IrohException.Code;
import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.s3.model.WriterId;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FfmNodeTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path dataDir;
  private NativeLibrary library;
  private IrohNative node;
  private long first = 1;

  @BeforeEach
  void openNode() {
    library = NativeLibrary.load(dataDir);
    node = library.open(dataDir, new byte[32]);
    Await.value(node.store().open(first, 1 << 20), LIMIT);
  }

  @AfterEach
  void closeNode() {
    Await.value(node.close(), LIMIT);
  }

  @Test
  void tenThousandConcurrentSubmissions_allComplete() {
    List<CompletableFuture<WriterId>> authors = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      authors.add(node.documents().author());
    }
    assertThat(authors.stream().map(author -> Await.value(author, LIMIT)).distinct()).hasSize(1);
  }

  @Test
  void aDocumentThatWasOpenedTooLate_isClosedAndOpensAgain() {
    IrohNative.Documents documents = node.documents();
    IrohNative.NewDocument made = Await.value(documents.create(), LIMIT);
    Await.value(documents.close(made.handle()), LIMIT);
    for (int i = 0; i < 20; i++) {
      CompletableFuture<Long> late = documents.open(made.id(), Optional.empty());
      if (!late.cancel(false)) {
        Await.value(documents.close(late.join()), LIMIT);
      }
      // A store is open once at a time.
      Awaitility.await()
          .atMost(LIMIT)
          .ignoreException(IrohException.class)
          .untilAsserted(
              () -> {
                long open = Await.value(documents.open(made.id(), Optional.empty()), LIMIT);
                documents.scan(open).cancel(false);
                Await.value(documents.close(open), LIMIT);
              });
    }
  }

  @Test
  void continuations_neverRunOnTheThreadThatPolls() {
    Thread submitter = Thread.currentThread();
    List<CompletableFuture<Thread>> threads = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      threads.add(node.id().thenApply(_ -> Thread.currentThread()));
      threads.add(node.store().abort(1).handle((_, _) -> Thread.currentThread()));
    }
    for (CompletableFuture<Thread> thread : threads) {
      // Whoever finds a future done already runs its continuation itself.
      assertThat(Await.value(thread, LIMIT))
          .matches(ran -> ran.isVirtual() || ran == submitter, "virtual or the submitter");
    }
  }

  @Test
  void unknownAndStaleHandles_areErrors() {
    long writing = Await.value(node.store().create(), LIMIT);
    Await.value(node.store().abort(writing), LIMIT);
    long document = Await.value(node.documents().create(), LIMIT).handle();
    Await.value(node.documents().close(document), LIMIT);

    for (long handle : new long[] {0, -1, 1, Long.MAX_VALUE, Long.MIN_VALUE, writing, document}) {
      assertInvalid(node.store().write(handle, ByteBuffer.allocateDirect(10)));
      assertInvalid(node.store().finish(handle, true));
      assertInvalid(node.store().abort(handle));
      assertInvalid(node.documents().flush(handle));
      assertInvalid(node.documents().scan(handle));
      assertInvalid(node.documents().next(handle, handle, 10));
      assertInvalid(node.documents().close(handle));
      assertInvalid(node.documents().take(handle, List.of()));
      assertInvalid(node.network().acceptStream(handle));
      assertInvalid(node.network().send(handle, new byte[1], LIMIT));
      assertInvalid(node.network().closeConnection(handle));
      assertInvalid(node.network().closeStream(handle));
      assertThat(library.exports().completions().release(handle)).isEqualTo(-1);
      assertThat(library.exports().nodes().close(handle, 1)).isEqualTo(-1);
    }
    assertThat(Await.value(node.id(), LIMIT)).hasSize(32);
  }

  private static void assertInvalid(CompletableFuture<?> work) {
    assertThatThrownBy(() -> Await.value(work, LIMIT))
        .isInstanceOfSatisfying(
            IrohException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_HANDLE));
  }

  @Test
  void badArguments_areErrors() {
    try (Arena arena = Arena.ofConfined()) {
      Exports exports = library.exports();
      MemorySegment nowhere = MemorySegment.NULL;
      MemorySegment text = arena.allocateFrom("no address");
      assertThat(exports.nodes().open(nowhere, nowhere, 1)).isEqualTo(-2);
      assertThat(exports.nodes().open(text, nowhere, 1)).isEqualTo(-2);
      assertThat(exports.completions().poll(0, nowhere, 10, 0)).isEqualTo(-2);
      assertThat(exports.stores().hash(text, nowhere)).isEqualTo(-2);
      assertThat(exports.documents().idOf(nowhere, arena.allocate(32))).isEqualTo(-2);
    }
    assertThatThrownBy(() -> Await.value(node.documents().get(0, new byte[] {1}), LIMIT))
        .isInstanceOf(IrohException.class);
    assertThatThrownBy(() -> Await.value(node.network().accept(), LIMIT))
        .isInstanceOfSatisfying(
            IrohException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_OPEN));
  }

  @Test
  void connectionsAndStreamsThatComeTooLate_areClosed() {
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    IrohNative other = library.open(dataDir.resolve("other"), key(1));
    NativeNetwork near = node.network();
    NativeNetwork far = other.network();
    List<InetSocketAddress> address = Await.value(far.bind(endpoint(loopback), true), LIMIT);
    Await.value(near.bind(endpoint(loopback), false), LIMIT);
    byte[] peer = Await.value(other.id(), LIMIT);
    AtomicInteger live = new AtomicInteger();
    Thread.startVirtualThread(() -> closeAllStreams(far, live));
    for (int i = 0; i < 20; i++) {
      comeTooLate(near.connect(peer, address, LIMIT), near::closeConnection);
    }
    long connection = Await.value(near.connect(peer, address, LIMIT), LIMIT);
    for (int i = 0; i < 500; i++) {
      comeTooLate(near.openStream(connection, LIMIT), near::closeStream);
    }
    // Only 64 are open at once.
    Await.value(near.openStream(connection, LIMIT), LIMIT);
    Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertThat(live).hasValue(1));
    Await.value(other.close(), LIMIT);
  }

  private static NativeNetwork.Endpoint endpoint(InetSocketAddress address) {
    return new NativeNetwork.Endpoint(List.of(address), List.of(), Optional.empty(), false, false);
  }

  /** Wants something no more, or gives it up if it is here already. */
  private static void comeTooLate(
      CompletableFuture<Long> late, LongFunction<CompletableFuture<Void>> close) {
    if (!late.cancel(false)) {
      Await.value(close.apply(late.join()), LIMIT);
    }
  }

  /** Ends every stream of every connection that comes, as far as this node can. */
  private static void closeAllStreams(NativeNetwork network, AtomicInteger live) {
    untilClosed(
        () -> {
          long connection = Await.value(network.accept()).connection();
          live.incrementAndGet();
          Thread.startVirtualThread(
              () -> {
                untilClosed(
                    () -> {
                      long stream = Await.value(network.acceptStream(connection));
                      Await.value(network.closeStream(stream));
                    });
                live.decrementAndGet();
              });
        });
  }

  private static void untilClosed(Runnable step) {
    try {
      while (true) {
        step.run();
      }
    } catch (IrohException e) {
      assertThat(e.code()).isIn(Code.CLOSED, Code.INVALID_HANDLE);
    }
  }

  private static byte[] key(int first) {
    byte[] key = new byte[32];
    key[0] = (byte) first;
    return key;
  }

  @Test
  void close_duringTraffic_endsEverythingAndLosesNothingThatWasAnswered() throws Exception {
    CountDownLatch busy = new CountDownLatch(200);
    List<StoredRecord> stored = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<StoredRecord>>> writers =
          IntStream.range(0, 16)
              .mapToObj(n -> threads.submit(() -> writeUntilClosed(n, busy)))
              .toList();
      busy.await();
      Await.value(node.close(), LIMIT);
      for (Future<List<StoredRecord>> writer : writers) {
        stored.addAll(writer.get());
      }
    }
    assertThat(stored).hasSizeGreaterThanOrEqualTo(200);
    first = 1L << 40;
    openNode();
    for (StoredRecord record : stored) {
      Await.value(node.store().verify(record, 0, record.length()), LIMIT);
    }
  }

  /** Stores blobs of two kinds until the node says that it is closed. */
  private List<StoredRecord> writeUntilClosed(int writer, CountDownLatch busy) {
    List<StoredRecord> stored = new ArrayList<>();
    try {
      for (int round = 0; ; round++) {
        ByteBuffer content = ByteBuffer.allocateDirect(round % 2 == 0 ? 200 : 30_000);
        content.putInt(0, writer).putInt(4, round);
        if (round % 3 == 0) {
          long writing = Await.value(node.store().create(), LIMIT);
          Await.value(node.store().write(writing, content), LIMIT);
          stored.add(Await.value(node.store().finish(writing, true), LIMIT));
        } else {
          stored.addAll(Await.value(node.store().put(List.of(content), true), LIMIT));
        }
        busy.countDown();
      }
    } catch (IrohException e) {
      assertThat(e.code()).as(e.getMessage()).isIn(Code.CLOSED, Code.INVALID_HANDLE, Code.NOT_OPEN);
      return stored;
    }
  }

  @Test
  void aClosedNode_refusesWork() {
    Await.value(node.close(), LIMIT);

    for (CompletableFuture<?> work :
        List.of(node.store().open(1, 1 << 20), node.documents().author())) {
      assertThatThrownBy(() -> Await.value(work, LIMIT))
          .isInstanceOfSatisfying(
              IrohException.class,
              e -> assertThat(e.code()).isIn(Code.CLOSED, Code.INVALID_HANDLE));
    }
  }

  @Test
  void hash_isThatOfTheBlobWithTheseBytes() {
    Random random = new Random(7);
    List<ByteBuffer> contents =
        IntStream.of(1, 64, 1024, 1025, 20_000, 1 << 20)
            .mapToObj(
                length -> {
                  byte[] bytes = new byte[length];
                  random.nextBytes(bytes);
                  return ByteBuffer.wrap(bytes);
                })
            .toList();

    List<StoredRecord> stored = Await.value(node.store().put(contents, false), LIMIT);

    assertThat(contents.stream().map(node::hash))
        .containsExactlyElementsOf(stored.stream().map(StoredRecord::hash).toList());
    // From the BLAKE3 paper.
    assertThat(node.hash(ByteBuffer.allocate(0)).hex()).startsWith("af1349b9f5f9a1a6");
  }

  @Test
  void author_followsFromTheNodesSecret() {
    WriterId author = Await.value(node.documents().author(), LIMIT);
    closeNode();
    first = 1L << 40;
    openNode();

    assertThat(Await.value(node.documents().author(), LIMIT)).isEqualTo(author);
  }
}
