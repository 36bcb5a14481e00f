package io.horizonpush.iroh.blob;

import io.horizonpush.iroh.ffm.Await;
import io.horizonpush.iroh.ffm.IrohException;
import io.horizonpush.iroh.ffm.IrohNative;
import io.horizonpush.iroh.ffm.IrohNative.BlobState;
import io.horizonpush.iroh.ffm.IrohNative.StoredBlob;
import io.horizonpush.iroh.ffm.NativeBytes;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BlobStore;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The node's blobs in iroh's blob store.
 *
 * <p>The store opens in the background: complete blob files are served meanwhile, everything else waits for it up to 30
 * s. Thread-safe; blocks its (virtual) thread, never a native one.
 */
public final class IrohBlobStore implements BlobStore {

  /** Blobs up to this length live in the store's database, longer ones in files of their own. */
  static final long INLINE_LIMIT = 16 * 1024;

  /** The store reads a blob of 5 GiB once more before it is stored. */
  private static final Duration FINISH_LIMIT = Duration.ofMinutes(10);

  private static final Duration COLLECT_LIMIT = Duration.ofHours(1);
  private static final int COLLECT_BATCH = 8192;

  private final IrohNative.Blobs blobs;
  private final StoreAccess access;
  private final CompleteFiles files;

  /**
   * Begins to open the store.
   *
   * @param folder the store's folder, {@code <data>/blobs}
   * @param onFsyncFailure hears that the disk failed to keep data; from then on this store takes none
   */
  public IrohBlobStore(IrohNative.Blobs blobs, Path folder, Consumer<String> onFsyncFailure) {
    this.blobs = blobs;
    this.access = new StoreAccess(blobs, onFsyncFailure);
    this.files = new CompleteFiles(folder.resolve("data"));
  }

  /** Waits until the store is open. */
  public void awaitOpen() {
    access.awaitOpen();
  }

  @Override
  public Optional<Content> open(BlobHash blob, ByteRange range) {
    Optional<Content> known = files.open(blob, range);
    if (known.isPresent()) {
      return known;
    }
    if (!access.isOpen()) {
      Optional<Content> found = files.openAtStart(blob, range);
      // If the store opened meanwhile, the file may be one that it is just filling.
      if (found.isPresent() && !access.isOpen()) {
        return found;
      }
      found.ifPresent(Content::close);
    }
    access.awaitOpen();
    BlobState state = access.call(blobs.status(blob), StoreAccess.PATIENCE);
    return switch (state.presence()) {
      case ABSENT -> Optional.empty();
      case PARTIAL -> openWindows(blob, range);
      case COMPLETE -> openComplete(blob, range, state.length());
    };
  }

  private Optional<Content> openComplete(BlobHash blob, ByteRange range, long length) {
    CompleteFiles.requireInside(range, length);
    if (length > INLINE_LIMIT) {
      files.know(blob, length);
      return files.open(blob, range);
    }
    try (NativeBytes bytes = read(blob, range.offset(), range.length())) {
      ByteBuffer copy = ByteBuffer.allocate(Math.toIntExact(range.length()));
      copy.put(bytes.buffer()).flip();
      return Optional.of(new Content.Memory(copy));
    }
  }

  private Optional<Content> openWindows(BlobHash blob, ByteRange range) {
    WindowReader reader =
        new WindowReader(
            (hash, offset, length) ->
                Await.value(blobs.read(hash, offset, length), StoreAccess.PATIENCE),
            access::translate,
            blob,
            range);
    boolean opened = false;
    try {
      reader.fetch();
      opened = true;
      return Optional.of(new Content.Streamed(reader, range.length()));
    } catch (IrohException e) {
      if (e.code() == IrohException.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw access.translate(e);
    } finally {
      if (!opened) {
        reader.close();
      }
    }
  }

  private NativeBytes read(BlobHash blob, long offset, long length) {
    return access.call(blobs.read(blob, offset, length), StoreAccess.PATIENCE);
  }

  @Override
  public PinnedBlob add(ContentReader content, Durability durability) {
    access.requireWritable();
    access.awaitOpen();
    long add = access.call(blobs.startAdd(), StoreAccess.PATIENCE);
    boolean finished = false;
    try {
      CompletableFuture<Void> room = CompletableFuture.completedFuture(null);
      for (Optional<ByteBuffer> piece = content.next();
          piece.isPresent();
          piece = content.next()) {
        // The next piece is fetched while the disk takes the last one.
        access.call(room, StoreAccess.PATIENCE);
        room = blobs.write(add, piece.get());
      }
      access.call(room, StoreAccess.PATIENCE);
      PinnedBlob stored = claim(blobs.finishAdd(add, isStrict(durability)));
      finished = true;
      return stored;
    } finally {
      if (!finished) {
        CompletableFuture<Void> unused = blobs.abortAdd(add);
      }
    }
  }

  private PinnedBlob claim(CompletableFuture<StoredBlob> stored) {
    try {
      return pinned(access.call(stored.copy(), FINISH_LIMIT));
    } catch (S3Exception e) {
      CompletableFuture<Void> unused = stored.thenAccept(late -> blobs.release(late.pin()));
      throw e;
    }
  }

  @Override
  public List<PinnedBlob> addAll(List<ByteBuffer> contents, Durability durability) {
    access.requireWritable();
    access.awaitOpen();
    CompletableFuture<List<StoredBlob>> stored = blobs.addAll(contents, isStrict(durability));
    try {
      return access.call(stored.copy(), FINISH_LIMIT).stream().map(this::pinned).toList();
    } catch (S3Exception e) {
      CompletableFuture<Void> unused =
          stored.thenAccept(late -> late.forEach(blob -> blobs.release(blob.pin())));
      throw e;
    }
  }

  @Override
  public Optional<PinnedBlob> pin(BlobHash blob) {
    access.awaitOpen();
    CompletableFuture<Optional<StoredBlob>> found = blobs.pin(blob);
    try {
      return access.call(found.copy(), StoreAccess.PATIENCE).map(this::pinned);
    } catch (S3Exception e) {
      CompletableFuture<Void> unused =
          found.thenAccept(late -> late.ifPresent(stored -> blobs.release(stored.pin())));
      throw e;
    }
  }

  @Override
  public BlobStatus status(BlobHash blob) {
    access.awaitOpen();
    BlobState state = access.call(blobs.status(blob), StoreAccess.PATIENCE);
    return switch (state.presence()) {
      case ABSENT -> new BlobStatus.Absent();
      case PARTIAL -> new BlobStatus.Partial();
      case COMPLETE -> new BlobStatus.Complete(state.length());
    };
  }

  @Override
  public Set<BlobHash> collect(Stream<BlobHash> live) {
    access.requireWritable();
    access.awaitOpen();
    long collection = access.call(blobs.startCollection(), StoreAccess.PATIENCE);
    boolean started = false;
    try {
      keep(collection, live.iterator());
      CompletableFuture<List<BlobHash>> run = blobs.runCollection(collection);
      started = true;
      List<BlobHash> dropped = access.call(run, COLLECT_LIMIT);
      files.forget(dropped);
      return Set.copyOf(new HashSet<>(dropped));
    } finally {
      if (!started) {
        CompletableFuture<Void> unused = blobs.abortCollection(collection);
      }
    }
  }

  private void keep(long collection, Iterator<BlobHash> live) {
    List<BlobHash> batch = new ArrayList<>(COLLECT_BATCH);
    while (live.hasNext()) {
      batch.add(live.next());
      if (batch.size() == COLLECT_BATCH || !live.hasNext()) {
        access.call(blobs.keep(collection, batch), StoreAccess.PATIENCE);
        batch.clear();
      }
    }
  }

  private PinnedBlob pinned(StoredBlob stored) {
    if (stored.length() > INLINE_LIMIT) {
      files.know(stored.hash(), stored.length());
    }
    return new Pin(blobs, stored, new AtomicBoolean());
  }

  private static boolean isStrict(Durability durability) {
    return switch (durability) {
      case STRICT -> true;
      case RELAXED -> false;
    };
  }

  /** A native pin; released once. */
  private record Pin(IrohNative.Blobs blobs, StoredBlob stored, AtomicBoolean released)
      implements PinnedBlob {

    @Override
    public BlobHash hash() {
      return stored.hash();
    }

    @Override
    public long length() {
      return stored.length();
    }

    @Override
    public void close() {
      if (released.compareAndSet(false, true)) {
        blobs.release(stored.pin());
      }
    }
  }
}
