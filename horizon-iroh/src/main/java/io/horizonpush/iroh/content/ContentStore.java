package io.horizonpush.iroh.content;

import io.horizonpush.iroh.content.Comparison.DamagedException;
import io.horizonpush.iroh.content.PendingPlaces.Pending;
import io.horizonpush.iroh.disk.DiskFloor;
import io.horizonpush.iroh.ffm.IrohNative;
import io.horizonpush.iroh.index.BlobTable.BlobRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.RecordLength;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BlobStore;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The node's blobs: their bytes in files of its own, their places in the index.
 *
 * <p>A blob that was added is here while it is pinned, and for as long as the index uses it. The
 * row of a blob takes its place over in the transaction that uses it. Thread-safe; blocks its
 * (virtual) thread.
 */
public final class ContentStore implements BlobStore, AutoCloseable {

  /** Files that stay open while nobody reads them. */
  private static final int OPEN_FILES = 256;

  private static final long SMALLEST_SEGMENT = 16 << 20;
  private static final long LARGEST_SEGMENT = 256 << 20;

  /** A segment takes this part of the free space at most, unless that is too little. */
  private static final int SEGMENTS_IN_FREE_SPACE = 64;

  private final Index index;
  private final ContentFiles files;
  private final BodyLimits limits;
  private final PendingPlaces pending;
  private final StoreCalls calls;
  private final BlobPins pins = new BlobPins();
  private final OpenFiles open;
  private final Intake intake;
  private final Comparison comparison;
  private final BlobReader reader;
  private final BlobPlaces places;
  private final Deletion deletion;
  private final Compaction compaction;
  private final StrayFiles strays;
  private final StoreIdentity identity;
  private final Removals removals;

  private ContentStore(
      Index index,
      IrohNative.Store store,
      ContentFiles files,
      BodyLimits limits,
      PendingPlaces pending,
      StoreCalls calls,
      StoreIdentity identity) {
    this.index = index;
    this.files = files;
    this.limits = limits;
    this.pending = pending;
    this.calls = calls;
    places = new BlobPlaces(index, pending);
    open = new OpenFiles(files, OPEN_FILES);
    intake = new Intake(store, calls, pending, pins, limits);
    Quarantine quarantine = new Quarantine(index);
    comparison = new Comparison(store, quarantine);
    reader = new BlobReader(comparison, open);
    this.identity = identity;
    removals = new Removals(index, identity);
    deletion = new Deletion(index, store, calls, pins, this::forget);
    compaction =
        new Compaction(
            index, files, pending, new SegmentCopies(store, calls, comparison), this::forget);
    long first = index.write(Durability.STRICT, tables -> tables.blobs().reserveFiles());
    long segment = limits.segmentSize().orElseGet(() -> segmentLength(files));
    calls.await(store.open(first, segment), StoreCalls.PATIENCE);
    pending.syncBy(() -> calls.await(store.sync(), StoreCalls.SYNC_PATIENCE));
    strays = new StrayFiles(index, store, calls, first);
  }

  /**
   * Opens the store of a data directory.
   *
   * @param pending the places that {@code index} takes over
   * @param onFsyncFailure hears, on any thread, that the disk failed to keep data; from then on
   *     this store takes none
   * @throws IllegalStateException if the files there belong to another index
   */
  public static ContentStore open(
      Index index,
      IrohNative.Store store,
      ContentFiles files,
      BodyLimits limits,
      PendingPlaces pending,
      Consumer<String> onFsyncFailure) {
    StoreCalls calls = new StoreCalls(onFsyncFailure);
    StoreIdentity identity = StoreIdentity.check(index, files.dataDirectory());
    identity.advance();
    return new ContentStore(index, store, files, limits, pending, calls, identity);
  }

  private static long segmentLength(ContentFiles files) {
    try {
      long free = Files.getFileStore(files.folder()).getUsableSpace();
      return Math.clamp(free / SEGMENTS_IN_FREE_SPACE, SMALLEST_SEGMENT, LARGEST_SEGMENT);
    } catch (IOException e) {
      return SMALLEST_SEGMENT;
    }
  }

  /** Where bodies go by their length, and their memory. */
  public BodyLimits limits() {
    return limits;
  }

  /** The removal of blobs that nothing uses. */
  public Deletion deletion() {
    return deletion;
  }

  /** The way in which space in segments comes back. */
  public Compaction compaction() {
    return compaction;
  }

  /** Removes what nothing uses, and gives back its space; tells what is gone. */
  public Set<BlobHash> collect() {
    if (!removals.begin()) {
      return Set.of();
    }
    try {
      Set<BlobHash> removed = deletion.run();
      compaction.run(removals::isHeld);
      return removed;
    } finally {
      removals.end();
    }
  }

  /** Removes what earlier processes left. */
  public void removeStrays() {
    if (removals.begin()) {
      try {
        strays.run();
      } finally {
        removals.end();
      }
    }
  }

  /** Whether index, files and documents belong together. */
  public StoreIdentity identity() {
    return identity;
  }

  /** Whether the disk has room for what is to be stored. */
  public DiskFloor floor() {
    return files.floor();
  }

  /** Whether anything may be removed now. */
  public Removals removals() {
    return removals;
  }

  @Override
  public PinnedBlob add(ContentReader content, Durability durability) {
    calls.requireWritable();
    return pin(intake.take(content, isStrict(durability)));
  }

  @Override
  public List<PinnedBlob> addAll(List<ByteBuffer> blobs, Durability durability) {
    calls.requireWritable();
    return intake.put(blobs, isStrict(durability)).stream().map(this::pin).toList();
  }

  private static boolean isStrict(Durability durability) {
    return switch (durability) {
      case STRICT -> true;
      case RELAXED -> false;
    };
  }

  /** What was stored is pinned already. */
  private PinnedBlob pin(Pending stored) {
    return new Pin(stored.blob(), stored.length(), () -> end(stored));
  }

  private void end(Pending stored) {
    boolean used =
        switch (pending.remove(stored)) {
          case HELD, NAMED -> true;
          case UNUSED -> false;
          case UNCERTAIN -> mayBeNamed(stored);
        };
    if (!used) {
      intake.remove(stored.place());
    }
    pins.unpin(stored.blob());
  }

  /**
   * Asked behind every transaction that may have taken the place; nobody can take it any more.
   * After a commit that failed on the disk, the next start alone knows.
   */
  private boolean mayBeNamed(Pending stored) {
    try {
      return index
          .write(Durability.RELAXED, tables -> tables.blobs().find(stored.blob()))
          .flatMap(BlobRow::place)
          .filter(stored.place()::equals)
          .isPresent();
    } catch (S3Exception e) {
      return true;
    }
  }

  @Override
  public Optional<PinnedBlob> pin(BlobHash blob) {
    Optional<Pending> held = pending.hold(blob);
    pins.pin(blob);
    if (held.isPresent()) {
      return held.map(this::pin);
    }
    Optional<Located> at = places.committed(blob).filter(this::isThere);
    if (at.isEmpty()) {
      pins.unpin(blob);
    }
    return at.map(here -> new Pin(blob, here.length(), () -> pins.unpin(blob)));
  }

  @Override
  public Optional<Content> open(BlobHash blob, ByteRange range) {
    pins.pin(blob);
    AtomicBoolean released = new AtomicBoolean();
    Runnable release =
        () -> {
          if (released.compareAndSet(false, true)) {
            pins.unpin(blob);
          }
        };
    boolean opened = false;
    try {
      Optional<Content> content = open(blob, range, release);
      opened = content.isPresent();
      return content;
    } finally {
      if (!opened) {
        release.run();
      }
    }
  }

  /** A file that is gone or damaged may have been left by its blob a moment ago. */
  private Optional<Content> open(BlobHash blob, ByteRange range, Runnable release) {
    for (Supplier<Optional<Located>> place : places.candidates(blob)) {
      Optional<Content> content = place.get().flatMap(at -> tryOpen(at, range, release));
      if (content.isPresent()) {
        return content;
      }
      places.forget(List.of(blob));
    }
    return Optional.empty();
  }

  /** Nothing where the bytes are not there, or damaged: others may have them. */
  private Optional<Content> tryOpen(Located at, ByteRange range, Runnable release) {
    if (range.end() > at.length()) {
      throw new S3Exception(S3ErrorCode.INVALID_RANGE, "The range does not lie inside the blob");
    }
    try {
      return Optional.of(reader.open(at, range, release));
    } catch (DamagedException | NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new S3Exception(S3ErrorCode.INTERNAL_ERROR, "A blob's file cannot be read", e);
    }
  }

  @Override
  public BlobStatus status(BlobHash blob) {
    return places
        .find(blob)
        .filter(this::isThere)
        .<BlobStatus>map(at -> new BlobStatus.Complete(at.length()))
        .orElseGet(BlobStatus.Absent::new);
  }

  private boolean isThere(Located at) {
    try {
      long end = at.place().offset() + RecordLength.of(at.length());
      return Files.size(files.path(at.place().file())) >= end;
    } catch (IOException e) {
      return false;
    }
  }

  /** Forgets where blobs were that are elsewhere or gone, and files that are gone. */
  private void forget(Collection<BlobHash> blobs, Collection<Long> gone) {
    places.forget(blobs);
    open.forget(gone);
  }

  /**
   * Compares bytes of a blob with what the disk has of them now, whatever is in memory. What
   * differs nobody is given any more.
   *
   * @param range of whole groups of 16 KiB, but for the last one
   * @return how many of its groups are damaged; nothing if its bytes are not here
   * @throws S3Exception if the disk cannot read them
   */
  public OptionalLong scrub(BlobHash blob, ByteRange range) {
    pins.pin(blob);
    try {
      Optional<Located> at = places.committed(blob).filter(here -> range.end() <= here.length());
      return at.isPresent()
          ? OptionalLong.of(comparison.fromDisk(at.get(), range))
          : OptionalLong.empty();
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    } finally {
      pins.unpin(blob);
    }
  }

  /** The number of blobs that are pinned. */
  public int pinned() {
    return pins.count();
  }

  /** Closes the files that are open for nobody. The native store belongs to whoever opened it. */
  @Override
  public void close() {
    open.close();
  }

  /** A blob that stays until it is let go of, once. */
  private record Pin(BlobHash hash, long length, Runnable release, AtomicBoolean released)
      implements PinnedBlob {

    Pin(BlobHash hash, long length, Runnable release) {
      this(hash, length, release, new AtomicBoolean());
    }

    @Override
    public void close() {
      if (released.compareAndSet(false, true)) {
        release.run();
      }
    }
  }
}
