package io.horizonpush.iroh.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.ffm.IrohException.Code;
import io.horizonpush.iroh.ffm.IrohNative.StoreFile;
import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.iroh.index.RecordLength;
import io.horizonpush.s3.model.BlobHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FfmStoreTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long SEGMENT = 4 << 20;

  private final Random random = new Random(12);

  @TempDir Path dataDir;
  private IrohNative node;
  private IrohNative.Store store;

  @BeforeEach
  void openNode() {
    node = NativeLibrary.load(dataDir).open(dataDir, new byte[32]);
    Await.value(node.id(), LIMIT);
    store = node.store();
  }

  @AfterEach
  void closeNode() {
    Await.value(node.close(), LIMIT);
  }

  private void open(long first) {
    Await.value(store.open(first, SEGMENT), LIMIT);
  }

  private byte[] content(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private Path path(long file) {
    return dataDir
        .resolve("content")
        .resolve(String.format("%013x", file >> 12))
        .resolve(String.format("%016x", file));
  }

  private byte[] read(StoredRecord record) throws IOException {
    try (FileChannel file = FileChannel.open(path(record.file()))) {
      ByteBuffer bytes = ByteBuffer.allocate((int) record.length());
      while (bytes.hasRemaining()) {
        assertThat(file.read(bytes, record.offset() + bytes.position())).isPositive();
      }
      return bytes.array();
    }
  }

  private void verify(StoredRecord record) {
    Await.value(store.verify(record, 0, record.length()), LIMIT);
  }

  private StoredRecord write(byte[] content, int piece, boolean durable) {
    long writing = Await.value(store.create(), LIMIT);
    for (int from = 0; from < content.length; from += piece) {
      int length = Math.min(piece, content.length - from);
      Await.value(store.write(writing, ByteBuffer.wrap(content, from, length)), LIMIT);
    }
    return Await.value(store.finish(writing, durable), LIMIT);
  }

  private static void assertCode(CompletableFuture<?> work, Code code) {
    assertThatThrownBy(() -> Await.value(work, LIMIT))
        .isInstanceOfSatisfying(IrohException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void put_storesBlobsOfTheHeapAndOutsideItInOrder() throws IOException {
    open(7);
    List<byte[]> contents =
        IntStream.of(0, 1, 16_384, 16_385, 70_000, 1 << 20).mapToObj(this::content).toList();
    List<ByteBuffer> blobs = new ArrayList<>();
    for (byte[] bytes : contents) {
      ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length + 2);
      direct.put(1, bytes).position(1).limit(1 + bytes.length);
      blobs.add(blobs.size() % 2 == 0 ? direct : ByteBuffer.wrap(bytes));
    }

    List<StoredRecord> stored = Await.value(store.put(blobs, true), LIMIT);

    long offset = 0;
    for (int i = 0; i < contents.size(); i++) {
      StoredRecord record = stored.get(i);
      BlobHash hash = node.hash(ByteBuffer.wrap(contents.get(i)));
      assertThat(record).isEqualTo(new StoredRecord(hash, contents.get(i).length, 7, offset));
      assertThat(read(record)).isEqualTo(contents.get(i));
      verify(record);
      offset += RecordLength.of(record.length());
    }
  }

  @Test
  void aLongBlob_getsAFileOfItsOwn() throws IOException {
    open(1);
    byte[] content = content(3_000_001);

    StoredRecord record = write(content, 100_000, true);

    assertThat(record.offset()).isZero();
    assertThat(read(record)).isEqualTo(content);
    assertThat(Files.size(path(record.file()))).isEqualTo(RecordLength.of(record.length()));
    verify(record);
    assertThat(Await.value(store.files(), LIMIT))
        .singleElement()
        .satisfies(
            file -> {
              assertThat(file.id()).isEqualTo(record.file());
              assertThat(file.length()).isEqualTo(RecordLength.of(record.length()));
              assertThat(file.allocated())
                  .isBetween(
                      RecordLength.of(record.length()), RecordLength.of(record.length()) + 65_536);
            });
  }

  @Test
  void verify_findsWhatIsDamagedWhereItIs() throws IOException {
    open(1);
    StoredRecord record = write(content(200_000), 65_536, true);
    flip(path(record.file()), 100_000);

    assertCode(store.verify(record, 0, 200_000), Code.DAMAGED);
    assertCode(store.verify(record, 99_999, 2), Code.DAMAGED);
    Await.value(store.verify(record, 0, 98_304), LIMIT);
    Await.value(store.verify(record, 114_688, 200_000 - 114_688), LIMIT);
    assertCode(store.verify(record, 0, 200_001), Code.INVALID_ARGUMENT);
    assertCode(store.verify(new StoredRecord(record.hash(), 10, 99, 0), 0, 10), Code.NOT_FOUND);
  }

  private static void flip(Path file, long at) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      channel.write(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ 1)}), at);
    }
  }

  @Test
  void copy_movesWhatIsSound() throws IOException {
    open(1);
    List<byte[]> contents = IntStream.of(10, 50_000, 80_000).mapToObj(this::content).toList();
    List<StoredRecord> stored =
        Await.value(store.put(contents.stream().map(ByteBuffer::wrap).toList(), true), LIMIT);
    flip(path(stored.get(1).file()), stored.get(1).offset() + 20_000);
    List<StoredRecord> wanted = new ArrayList<>(stored);
    wanted.add(new StoredRecord(stored.get(0).hash(), 10, 99, 0));

    List<Optional<StoredRecord>> copies = Await.value(store.copy(wanted), LIMIT);

    assertThat(copies.get(1)).isEmpty();
    assertThat(copies.get(3)).isEmpty();
    for (int i : new int[] {0, 2}) {
      StoredRecord copy = copies.get(i).orElseThrow();
      assertThat(copy.hash()).isEqualTo(stored.get(i).hash());
      assertThat(copy.file()).isNotEqualTo(stored.get(i).file());
      assertThat(read(copy)).isEqualTo(contents.get(i));
      verify(copy);
    }
  }

  @Test
  void whatWasStored_isThereAfterARestart_andNothingIsAppendedToIt() throws IOException {
    open(1);
    byte[] content = content(30_000);
    StoredRecord relaxed = put(content, false);
    StoredRecord own = write(content, 10_000, false);
    Await.value(store.sync(), LIMIT);
    StoredRecord before = put(content, true);
    assertThat(before.file()).isEqualTo(relaxed.file());
    Await.value(store.seal(), LIMIT);
    assertThat(put(content, true).file()).isGreaterThan(before.file());
    closeNode();
    openNode();

    List<StoreFile> files = Await.value(store.files(), LIMIT);
    open(files.stream().mapToLong(StoreFile::id).max().orElseThrow() + 1);

    for (StoredRecord record : List.of(relaxed, own, before)) {
      verify(record);
      assertThat(read(record)).isEqualTo(content);
    }
    StoredRecord after = put(content, true);
    assertThat(files.stream().map(StoreFile::id)).hasSize(3).doesNotContain(after.file());
    assertThat(files)
        .filteredOn(file -> file.id() == before.file())
        .singleElement()
        .satisfies(
            file ->
                assertThat(file.length())
                    .isEqualTo(before.offset() + RecordLength.of(before.length())));
  }

  private StoredRecord put(byte[] content, boolean durable) {
    return Await.value(store.put(List.of(ByteBuffer.wrap(content)), durable), LIMIT).getFirst();
  }

  @Test
  void filesThatAreGone_arePassedOver_andThoseInUseRefused() throws IOException {
    open(1);
    StoredRecord own = write(content(100), 100, true);
    StoredRecord shared = put(content(100), true);

    assertCode(store.remove(List.of(shared.file(), own.file(), 99L)), Code.INVALID_ARGUMENT);
    assertThat(path(own.file())).doesNotExist();
    verify(shared);
    assertCode(store.cut(shared.file(), 0), Code.INVALID_ARGUMENT);

    Await.value(store.seal(), LIMIT);
    Await.value(store.cut(shared.file(), 0), LIMIT);
    assertCode(store.verify(shared, 0, 100), Code.DAMAGED);
    Await.value(store.remove(List.of(shared.file(), own.file())), LIMIT);
    assertThat(Await.value(store.files(), LIMIT)).isEmpty();
    Await.value(store.cut(shared.file(), 0), LIMIT);
    assertCode(store.remove(List.of(0L)), Code.INVALID_ARGUMENT);
  }

  @Test
  void anEmptyPiece_isDoneWhenAllBeforeItAreWritten() {
    open(1);
    byte[] content = content(300_000);
    long writing = Await.value(store.create(), LIMIT);
    Await.value(store.write(writing, ByteBuffer.allocate(0)), LIMIT);
    for (int from = 0; from < content.length; from += 100_000) {
      Await.value(store.write(writing, ByteBuffer.wrap(content, from, 100_000)), LIMIT);
    }
    Await.value(store.write(writing, ByteBuffer.allocate(0)), LIMIT);
    assertThat(Await.value(store.files(), LIMIT).getFirst().length())
        .isGreaterThanOrEqualTo(content.length / (16 << 10) * (16L << 10));

    StoredRecord record = Await.value(store.finish(writing, true), LIMIT);
    assertThat(record.length()).isEqualTo(content.length);
    verify(record);
    assertCode(store.write(writing, ByteBuffer.allocate(0)), Code.INVALID_HANDLE);
  }

  @Test
  void anAbandonedFile_isRemoved() {
    open(1);
    long writing = Await.value(store.create(), LIMIT);
    Await.value(store.write(writing, ByteBuffer.wrap(content(100_000))), LIMIT);
    Await.value(store.abort(writing), LIMIT);
    assertCode(store.abort(writing), Code.INVALID_HANDLE);
    assertCode(store.finish(writing, true), Code.INVALID_HANDLE);

    long left = Await.value(store.create(), LIMIT);
    Await.value(store.write(left, ByteBuffer.wrap(content(100_000))), LIMIT);
    closeNode();
    openNode();

    assertThat(Await.value(store.files(), LIMIT)).isEmpty();
  }

  @Test
  void whatCameTooLateToBeReceived_isLetGo() throws IOException {
    open(1);
    for (int i = 0; i < 200; i++) {
      store.create().cancel(false);
      long writing = Await.value(store.create(), LIMIT);
      Await.value(store.write(writing, ByteBuffer.wrap(content(10))), LIMIT);
      CompletableFuture<StoredRecord> finished = store.finish(writing, true);
      if (!finished.cancel(false)) {
        Await.value(store.remove(List.of(finished.join().file())), LIMIT);
      }
    }
    Awaitility.await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(Await.value(store.files(), LIMIT)).isEmpty());
  }

  @Test
  void beforeItIsOpen_theStoreListsVerifiesAndRemovesOnly() {
    assertThat(Await.value(store.files(), LIMIT)).isEmpty();
    Await.value(store.remove(List.of(5L)), LIMIT);
    assertCode(store.put(List.of(ByteBuffer.allocate(1)), true), Code.NOT_OPEN);
    assertCode(store.create(), Code.NOT_OPEN);
    assertCode(store.sync(), Code.NOT_OPEN);
    assertCode(store.open(0, SEGMENT), Code.INVALID_ARGUMENT);
    open(1);
    open(1);
    assertCode(store.open(2, SEGMENT), Code.INVALID_ARGUMENT);
  }

  @Test
  void badArguments_areErrors() {
    open(1);
    assertCode(store.put(List.of(ByteBuffer.allocate((1 << 20) + 1)), true), Code.INVALID_ARGUMENT);
    assertThat(Await.value(store.put(List.of(), true), LIMIT)).isEmpty();
    assertThat(Await.value(store.copy(List.of()), LIMIT)).isEmpty();
    BlobHash hash = new BlobHash(1, 2, 3, 4);
    for (StoredRecord record :
        List.of(
            new StoredRecord(hash, -1, 1, 0),
            new StoredRecord(hash, 1, 0, 0),
            new StoredRecord(hash, 1, 1, 1),
            new StoredRecord(hash, 1, 1, -4096))) {
      assertCode(store.verify(record, 0, 0), Code.INVALID_ARGUMENT);
      assertCode(store.copy(List.of(record)), Code.INVALID_ARGUMENT);
    }
    for (long handle : new long[] {0, -1, 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertCode(store.write(handle, ByteBuffer.allocate(1)), Code.INVALID_HANDLE);
      assertCode(store.finish(handle, true), Code.INVALID_HANDLE);
      assertCode(store.abort(handle), Code.INVALID_HANDLE);
    }
  }

  @Test
  void manyWritersAtOnce_allGetTheirRecords() throws Exception {
    open(1);
    byte[] content = content(100_000);
    List<StoredRecord> stored = Collections.synchronizedList(new ArrayList<>());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writers = new ArrayList<>();
      for (int n = 0; n < 200; n++) {
        int length = 500 * n;
        boolean durable = n % 3 > 0;
        byte[] mine = Arrays.copyOf(content, length);
        writers.add(
            threads.submit(
                () ->
                    stored.add(
                        length % 1000 == 0 ? put(mine, durable) : write(mine, 9_000, durable))));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
    assertThat(stored.stream().map(record -> record.file() + " " + record.offset()))
        .doesNotHaveDuplicates();
    for (StoredRecord record : stored) {
      verify(record);
      assertThat(read(record)).isEqualTo(Arrays.copyOf(content, (int) record.length()));
    }
  }

  @Test
  void size_isWhatARecordTakes() {
    assertThat(Stream.of(0, 4032, 4033, 16_384, 16_385, 1 << 20).map(RecordLength::of))
        .containsExactly(4096L, 4096L, 8192L, 20_480L, 20_480L, (1L << 20) + 4096);
  }
}
