package io.horizonpush.s3.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectBody.Remote;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BlobStore.BlobStatus;
import io.horizonpush.s3.store.BlobStore.Eviction;
import io.horizonpush.s3.store.BlobStore.Eviction.Reason;
import io.horizonpush.s3.store.BlobStore.Opened;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link BlobStore} does with blobs of which not all bytes are in its own files. */
public abstract class FilledBlobsContract extends BlobStoreContract {

  private static final int GROUP = BlobFill.GROUP;

  /** Long enough for a file of its own, with a last group that is short. */
  private static final int LENGTH = 40 * GROUP + 100;

  private static final int LAST = 40;

  /** Where users have their files. */
  @TempDir Path users;

  /** Lets a record name a blob that is not here. */
  protected abstract void name(BlobHash blob, long length);

  /** Takes back whatever uses a blob. */
  protected abstract void giveUpAll(BlobHash blob);

  /** Closes the store and opens it again, as another process would. */
  protected abstract void restart();

  private static final Remote BODY =
      new Remote(OriginId.of("s3", "http://localhost", "b", ""), "key", "\"tag\"", LENGTH);

  @Test
  protected void open_ofWhatIsNotHere_saysThatAllOfItIsMissing() {
    ByteRange range = new ByteRange(3, 5);
    assertThat(store().open(unknown(), range)).isEqualTo(missing(range));
    assertThat(store().open(BODY, range)).isEqualTo(missing(range));
    assertThat(store().fill(unknown())).isEmpty();
    assertThat(store().fill(used(content(100, 1)))).isEmpty();
  }

  @Test
  protected void evict_keepsTheBlobAndDropsItsBytes() {
    byte[] content = content(LENGTH, 2);
    BlobHash blob = evicted(content);
    assertThat(store().status(blob)).isEqualTo(new BlobStatus.Evicted(LENGTH));
    assertThat(store().pin(blob)).isEmpty();
    assertThat(store().open(blob, new ByteRange(5, 7))).isEqualTo(missing(new ByteRange(5, 7)));
    assertThatThrownBy(() -> store().open(blob, new ByteRange(LENGTH, 1)))
        .isInstanceOf(S3Exception.class);
    assertThat(collect()).isEmpty();
    restart();
    assertThat(store().status(blob)).isEqualTo(new BlobStatus.Evicted(LENGTH));
    assertThat(store().evict(blob)).isEqualTo(kept(Reason.NOT_HERE));
  }

  @Test
  protected void evict_ofASmallBlob_leavesNothingOfIt() {
    byte[] content = content(50_000, 3);
    BlobHash blob = evicted(content);
    assertThat(store().status(blob)).isEqualTo(new BlobStatus.Absent());
    assertThat(collect()).isEmpty();
    assertThat(used(content)).isEqualTo(blob);
    assertThat(read(open(blob, ByteRange.all(50_000)))).hasValue(content);
  }

  @Test
  protected void evict_ofWhatHasToStay_saysWhy() {
    assertThat(store().evict(unknown())).isEqualTo(kept(Reason.NOT_HERE));
    PinnedBlob blob = store().add(pieces(content(LENGTH, 4), 100_000), Durability.STRICT);
    assertThat(store().evict(blob.hash())).isEqualTo(kept(Reason.NOT_HERE));
    useConfirmed(blob);
    assertThat(store().evict(blob.hash())).isEqualTo(kept(Reason.PINNED));
    use(blob);
    blob.close();
    assertThat(store().evict(blob.hash())).isEqualTo(kept(Reason.UNCONFIRMED));
    giveUpAll(blob.hash());
    assertThat(store().evict(blob.hash())).isEqualTo(kept(Reason.UNUSED));
    assertThat(store().status(blob.hash())).isEqualTo(new BlobStatus.Complete(LENGTH));
    assertThat(collect()).containsExactly(blob.hash());
  }

  @Test
  protected void fill_ofAnEvictedBlob_takesOnlyItsOwnGroupsInAnyOrder() {
    byte[] content = content(LENGTH, 5);
    BlobHash blob = evicted(content);
    try (BlobFill fill = store().fill(blob).orElseThrow()) {
      assertThat(fill.length()).isEqualTo(LENGTH);
      assertRefused(fill, 0, content(GROUP, 6));
      assertRefused(fill, GROUP, group(content, 0));
      fill.write(LAST * GROUP, group(content, LAST));
      fill.write(3 * GROUP, group(content, 3));
      fill.write(3 * GROUP, ByteBuffer.wrap(content(GROUP, 7)));
      assertThat(store().evict(blob)).isEqualTo(kept(Reason.PINNED));
    }
    assertThat(collect()).isEmpty();
    List<ByteRange> present =
        List.of(new ByteRange(3 * GROUP, GROUP), new ByteRange(LAST * GROUP, 100));
    assertThat(store().status(blob)).isEqualTo(new BlobStatus.Partial(LENGTH, present));
    assertThat(read(open(blob, new ByteRange(3 * GROUP + 5, 10))))
        .hasValue(slice(content, 3, 5, 10));
    assertThat(store().open(blob, new ByteRange(3 * GROUP - 2, GROUP + 5)))
        .isEqualTo(missing(new ByteRange(3 * GROUP - 2, 2), new ByteRange(4 * GROUP, 3)));
    restart();
    assertThat(store().status(blob)).isEqualTo(new BlobStatus.Partial(LENGTH, present));
    try (BlobFill fill = store().fill(blob).orElseThrow()) {
      assertThatThrownBy(() -> fill.finish(Optional.empty()))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.INCOMPLETE_BODY));
      fillRest(fill, content);
      fill.flush();
      fill.finish(Optional.empty()).close();
      fill.finish(Optional.of(blob)).close();
    }
    assertThat(store().status(blob)).isEqualTo(new BlobStatus.Complete(LENGTH));
    assertThat(read(open(blob, ByteRange.all(LENGTH)))).hasValue(content);
    assertThat(store().fill(blob)).isEmpty();
    assertThat(collect()).isEmpty();
    restart();
    assertThat(read(open(blob, ByteRange.all(LENGTH)))).hasValue(content);
  }

  @Test
  protected void fill_withoutATree_takesNothingThatNobodyCanVerify() {
    byte[] content = content(LENGTH, 8);
    BlobHash blob = evicted(content);
    giveUpAll(blob);
    assertThat(collect()).containsExactly(blob);
    name(blob, LENGTH);
    assertThat(store().status(blob)).isEqualTo(new BlobStatus.Absent());
    try (BlobFill fill = store().fill(blob).orElseThrow()) {
      assertRefused(fill, 0, content);
      assertThat(fill.missing(new ByteRange(1, 2))).containsExactly(new ByteRange(1, 2));
    }
    assertThat(store().status(blob)).isEqualTo(new BlobStatus.Partial(LENGTH, List.of()));
    giveUpAll(blob);
    assertThat(collect()).containsExactly(blob);
  }

  @Test
  protected void add_ofAnEvictedOrPartialBlob_makesItWhole() {
    for (boolean partial : new boolean[] {false, true}) {
      byte[] content = content(LENGTH, partial ? 9 : 10);
      BlobHash blob = evicted(content);
      if (partial) {
        try (BlobFill fill = store().fill(blob).orElseThrow()) {
          fill.write(0, group(content, 0));
          used(content);
          assertThat(read(open(blob, ByteRange.all(LENGTH)))).hasValue(content);
          fillRest(fill, content);
          fill.finish(Optional.empty()).close();
        }
      } else {
        used(content);
      }
      assertThat(store().status(blob)).isEqualTo(new BlobStatus.Complete(LENGTH));
      collect();
      assertThat(read(open(blob, ByteRange.all(LENGTH)))).hasValue(content);
    }
  }

  @Test
  protected void evict_ofAPartialBlob_keepsWhatVerifiesIt() {
    byte[] content = content(LENGTH, 11);
    BlobHash blob = evicted(content);
    try (BlobFill fill = store().fill(blob).orElseThrow()) {
      fill.write(0, group(content, 0));
    }
    assertThat(store().evict(blob)).isEqualTo(new Eviction.Evicted());
    assertThat(store().status(blob)).isEqualTo(new BlobStatus.Evicted(LENGTH));
    refill(blob, content);
    assertThat(read(open(blob, ByteRange.all(LENGTH)))).hasValue(content);
  }

  @Test
  protected void readersThatHaveABlobOpen_readItsBytesWhenItIsEvictedAndRefilled() {
    byte[] content = content(LENGTH, 12);
    BlobHash blob = evicted(content);
    refill(blob, content);
    assertThat(read(open(blob, ByteRange.all(LENGTH)))).hasValue(content);
    List<Content> readers = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      readers.add(open(blob, new ByteRange(i * 1000L, LENGTH - i * 1000L)).orElseThrow());
    }
    assertThat(store().evict(blob)).isEqualTo(new Eviction.Evicted());
    assertThat(collect()).isEmpty();
    assertThat(read(Optional.of(readers.getFirst()))).hasValue(content);
    refill(blob, content);
    assertThat(collect()).isEmpty();
    for (int i = 1; i < 32; i++) {
      assertThat(read(Optional.of(readers.get(i))))
          .hasValue(Arrays.copyOfRange(content, i * 1000, LENGTH));
    }
    assertThat(read(open(blob, ByteRange.all(LENGTH)))).hasValue(content);
  }

  @Test
  protected void readersWhoseBlobIsEvictedAndRefilledMeanwhile_readItsBytesOrNone()
      throws Exception {
    byte[] content = content(LENGTH, 20);
    BlobHash blob = evicted(content);
    int read = 0;
    for (int round = 0; round < 20; round++) {
      refill(blob, content);
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Integer>> readers = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
          int seed = round * 32 + i;
          readers.add(threads.submit(() -> readSome(blob, content, new Random(seed))));
        }
        // At the latest when all of them have ended, nobody has it pinned.
        while (!(store().evict(blob) instanceof Eviction.Evicted)) {
          Thread.onSpinWait();
        }
        collect();
        refill(blob, content);
        for (Future<Integer> reader : readers) {
          read += reader.get();
        }
      }
    }
    assertThat(read).isPositive();
    collect();
    assertThat(read(open(blob, ByteRange.all(LENGTH)))).hasValue(content);
  }

  /** The number of times that there was something to read. */
  private int readSome(BlobHash blob, byte[] content, Random random) {
    int read = 0;
    for (int i = 0; i < 5; i++) {
      int from = random.nextInt(LENGTH);
      int length = random.nextInt(LENGTH - from);
      Optional<byte[]> bytes = read(open(blob, new ByteRange(from, length)));
      if (bytes.isPresent()) {
        read++;
        assertThat(bytes.get()).isEqualTo(Arrays.copyOfRange(content, from, from + length));
      }
    }
    return read;
  }

  @Test
  protected void fill_byManyAtOnce_endsInOneBlob() throws Exception {
    byte[] content = content(LENGTH, 13);
    BlobHash blob = evicted(content);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> fills = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        fills.add(
            threads.submit(
                () -> {
                  Optional<BlobFill> begun = store().fill(blob);
                  begun.ifPresent(
                      fill -> {
                        try (fill) {
                          fillRest(fill, content);
                          fill.finish(Optional.empty()).close();
                        }
                      });
                }));
      }
      for (Future<?> fill : fills) {
        fill.get();
      }
    }
    assertThat(read(open(blob, ByteRange.all(LENGTH)))).hasValue(content);
    giveUpAll(blob);
    assertThat(collect()).containsExactly(blob);
  }

  @Test
  protected void aBodyWithoutAHash_isKeptByItsNameAndBecomesABlob() {
    byte[] content = content(LENGTH, 14);
    try (BlobFill fill = store().fill(BODY)) {
      fill.write(2 * GROUP, group(content, 2));
      assertThat(fill.missing(new ByteRange(2 * GROUP - 1, GROUP + 2)))
          .containsExactly(new ByteRange(2 * GROUP - 1, 1), new ByteRange(3 * GROUP, 1));
    }
    Remote other = new Remote(BODY.origin(), BODY.key(), "\"other\"", LENGTH);
    ByteRange range = new ByteRange(2 * GROUP + 7, 1000);
    assertThat(store().open(other, range)).isEqualTo(missing(range));
    assertThat(read(store().open(BODY, range).content())).hasValue(slice(content, 2, 7, 1000));
    assertThat(store().open(BODY, new ByteRange(0, 5))).isEqualTo(missing(new ByteRange(0, 5)));
    assertThatThrownBy(() -> store().open(BODY, new ByteRange(LENGTH, 1)))
        .isInstanceOf(S3Exception.class);
    assertThat(collect()).isEmpty();
    restart();
    assertThat(read(store().open(BODY, range).content())).hasValue(slice(content, 2, 7, 1000));
    BlobHash blob = complete(content);
    assertThat(store().status(blob)).isEqualTo(new BlobStatus.Complete(LENGTH));
    assertThat(read(open(blob, ByteRange.all(LENGTH)))).hasValue(content);
    assertThat(store().open(BODY, range)).isEqualTo(missing(range));
    assertThat(collect()).isEmpty();
    restart();
    assertThat(read(open(blob, ByteRange.all(LENGTH)))).hasValue(content);
    giveUpAll(blob);
    assertThat(collect()).containsExactly(blob);
  }

  /** Fills the rest of the body; the blob, which is used then. */
  private BlobHash complete(byte[] content) {
    BlobHash blob;
    try (BlobFill fill = store().fill(BODY)) {
      fillRest(fill, content);
      try (PinnedBlob unused = fill.finish(Optional.empty())) {
        assertThat(unused.length()).isEqualTo(LENGTH);
        blob = unused.hash();
      }
      // Nobody used it: it is still the body's.
      collect();
      assertThat(store().status(blob)).isEqualTo(new BlobStatus.Absent());
      assertThat(read(store().open(BODY, ByteRange.all(LENGTH)).content())).hasValue(content);
      try (PinnedBlob first = fill.finish(Optional.of(blob));
          PinnedBlob second = fill.finish(Optional.of(blob))) {
        use(first);
        assertThat(second.hash()).isEqualTo(blob);
      }
    }
    return blob;
  }

  @Test
  protected void aBodyThatTurnsOutToBeAnother_isNotKept() {
    byte[] content = content(LENGTH, 15);
    try (BlobFill fill = store().fill(BODY)) {
      fillRest(fill, content);
      assertThatThrownBy(() -> fill.finish(Optional.of(unknown())))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.BAD_DIGEST));
    }
    assertThat(store().open(BODY, new ByteRange(0, 1))).isEqualTo(missing(new ByteRange(0, 1)));
  }

  @Test
  protected void aUsersFile_isABlobAndStaysTheUsers() throws IOException {
    byte[] content = content(LENGTH, 16);
    Path file = Files.write(users.resolve("theirs"), content);
    BlobHash blob;
    try (PinnedBlob linked = store().link(file)) {
      assertThat(linked.length()).isEqualTo(LENGTH);
      blob = linked.hash();
      use(linked);
    }
    assertThat(collect()).isEmpty();
    assertThat(store().status(blob)).isEqualTo(new BlobStatus.External(LENGTH));
    assertThat(read(open(blob, ByteRange.all(LENGTH)))).hasValue(content);
    assertThat(read(open(blob, new ByteRange(LENGTH, 0)))).hasValue(new byte[0]);
    assertThat(read(open(blob, new ByteRange(GROUP - 1, 2))))
        .hasValue(slice(content, 0, GROUP - 1, 2));
    assertThat(store().evict(blob)).isEqualTo(kept(Reason.NOT_HERE));
    restart();
    assertThat(read(open(blob, ByteRange.all(LENGTH)))).hasValue(content);
    giveUpAll(blob);
    assertThat(collect()).containsExactly(blob);
    assertThat(file).hasBinaryContent(content);
    try (PinnedBlob again = store().link(file)) {
      assertThat(again.hash()).isEqualTo(blob);
    }
    assertThat(collect()).containsExactly(blob);
    assertThat(file).hasBinaryContent(content);
  }

  @Test
  protected void aUsersFileThatWasChanged_isNotThere() throws IOException {
    byte[] content = content(LENGTH, 17);
    for (int change = 0; change < 5; change++) {
      Path file = Files.write(users.resolve("theirs" + change), content);
      BlobHash blob;
      try (PinnedBlob linked = store().link(file)) {
        blob = linked.hash();
        use(linked);
      }
      FileTime before = Files.getLastModifiedTime(file);
      switch (change) {
        case 0 -> Files.delete(file);
        case 1 -> Files.write(file, content(LENGTH, 18));
        case 2 -> Files.write(file, new byte[1], StandardOpenOption.APPEND);
        case 3 -> {
          // Nothing but its bytes tells.
          try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            channel.position(LENGTH / 2).write(ByteBuffer.wrap(new byte[20]));
          }
          Files.setLastModifiedTime(file, before);
        }
        default -> {
          Files.delete(file);
          Files.createDirectory(file);
        }
      }
      assertThat(open(blob, new ByteRange(LENGTH / 2, 30))).as("change %s", change).isEmpty();
      assertThat(store().status(blob)).isEqualTo(new BlobStatus.Absent());
      assertThat(collect()).isEmpty();
      used(content);
      assertThat(read(open(blob, ByteRange.all(LENGTH)))).hasValue(content);
      giveUpAll(blob);
      assertThat(collect()).containsExactly(blob);
    }
  }

  @Test
  protected void link_ofWhatIsNoFileOrHereAlready_changesNothing() throws IOException {
    assertThatThrownBy(() -> store().link(users.resolve("none")))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.INVALID_ARGUMENT));
    assertThatThrownBy(() -> store().link(users)).isInstanceOf(S3Exception.class);
    byte[] content = content(LENGTH, 19);
    BlobHash blob = used(content);
    try (PinnedBlob linked = store().link(Files.write(users.resolve("same"), content))) {
      assertThat(linked.hash()).isEqualTo(blob);
    }
    assertThat(store().status(blob)).isEqualTo(new BlobStatus.Complete(LENGTH));
    assertThat(collect()).isEmpty();
  }

  /** A blob that was evicted and is used. */
  private BlobHash evicted(byte[] content) {
    BlobHash blob;
    try (PinnedBlob added = store().add(pieces(content, 100_000), Durability.STRICT)) {
      blob = added.hash();
      useConfirmed(added);
    }
    assertThat(store().evict(blob)).isEqualTo(new Eviction.Evicted());
    return blob;
  }

  private void refill(BlobHash blob, byte[] content) {
    store()
        .fill(blob)
        .ifPresent(
            fill -> {
              try (fill) {
                fillRest(fill, content);
                fill.finish(Optional.empty()).close();
              }
            });
  }

  /** Writes what is missing, in any order. */
  private static void fillRest(BlobFill fill, byte[] content) {
    List<Integer> groups = new ArrayList<>(IntStream.rangeClosed(0, LAST).boxed().toList());
    Collections.shuffle(groups, new Random(content[0]));
    for (int group : groups) {
      int length = Math.min(GROUP, LENGTH - group * GROUP);
      if (!fill.missing(new ByteRange((long) group * GROUP, length)).isEmpty()) {
        fill.write((long) group * GROUP, group(content, group));
      }
    }
  }

  private static void assertRefused(BlobFill fill, long offset, ByteBuffer bytes) {
    assertThatThrownBy(() -> fill.write(offset, bytes))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.BAD_DIGEST));
  }

  private static void assertRefused(BlobFill fill, long offset, byte[] bytes) {
    assertRefused(fill, offset, ByteBuffer.wrap(bytes));
  }

  private static ByteBuffer group(byte[] content, int group) {
    int length = Math.min(GROUP, content.length - group * GROUP);
    return ByteBuffer.wrap(content, group * GROUP, length).slice();
  }

  private static byte[] slice(byte[] content, int group, int from, int length) {
    int start = group * GROUP + from;
    return Arrays.copyOfRange(content, start, start + length);
  }

  private static Opened missing(ByteRange... ranges) {
    return new Opened.Missing(List.of(ranges));
  }

  private static Eviction kept(Reason reason) {
    return new Eviction.Kept(reason);
  }
}
