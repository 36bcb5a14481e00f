package io.horizonpush.iroh.content;

import io.horizonpush.iroh.content.PendingPlaces.Pending;
import io.horizonpush.iroh.disk.DiskFloor;
import io.horizonpush.iroh.ffm.IrohNative;
import io.horizonpush.iroh.index.BlobTable.BlobRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectBody.Remote;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BlobFill;
import io.horizonpush.s3.store.BlobStore;
import io.horizonpush.s3.store.ContentReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

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
  private final BlobPlaces places;
  private final BlobStates states;
  private final BlobFills fills;
  private final UnrootedBodies unrooted;
  private final ExternalFiles externals;
  private final Evictions evictions;
  private final PeerRecords peerRecords;
  private final BlobOpener opener;
  private final Deletion deletion;
  private final Compaction compaction;
  private final StrayFiles strays;
  private final StoreIdentity identity;
  private final Removals removals;
  private final LastReads lastReads;

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
    comparison = new Comparison(store, new Quarantine(index));
    SparseFiles sparse = new SparseFiles(store, calls, files.floor());
    unrooted = new UnrootedBodies(index, sparse, pending, pins);
    externals = new ExternalFiles(index, sparse, places, pins);
    states = new BlobStates(files, places, sparse, externals);
    fills = new BlobFills(index, sparse, places, pins, states, comparison);
    evictions = new Evictions(index, sparse, places, pins);
    BlobReader reader = new BlobReader(comparison, open);
    peerRecords = new PeerRecords(fills, places, sparse, pins, reader, comparison);
    opener = new BlobOpener(places, reader, pins, sparse, externals, unrooted);
    this.identity = identity;
    removals = new Removals(index, identity);
    lastReads = new LastReads(index);
    deletion =
        new Deletion(
            index,
            store,
            calls,
            pins,
            this::forget,
            unrooted::expire,
            () -> files.floor().space().isShort());
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

  /** The records of blobs that other nodes read, and those that they fill. */
  public PeerRecords peerRecords() {
    return peerRecords;
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

  /** What was read lately. */
  public LastReads lastReads() {
    return lastReads;
  }

  /** Whether anything may be removed now. */
  public Removals removals() {
    return removals;
  }

  @Override
  public PinnedBlob add(ContentReader content, Durability durability) {
    calls.requireWritable();
    Pending stored = intake.take(content, isStrict(durability));
    lastReads.note(stored.blob());
    return pin(stored);
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
          case UNUSED -> isUnrooted(stored);
          case UNCERTAIN -> mayBeNamed(stored) || isUnrooted(stored);
        };
    if (!used) {
      intake.remove(stored.place());
    }
    pins.unpin(stored.blob());
  }

  /** What became a blob and was not used stays what it was. */
  private boolean isUnrooted(Pending stored) {
    return !stored.place().segment()
        && index.read(tables -> tables.unrooted().names(stored.place().file()));
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
    Optional<Located> at = places.committed(blob).filter(states::isThere);
    if (at.isEmpty()) {
      pins.unpin(blob);
    }
    return at.map(here -> new Pin(blob, here.length(), () -> pins.unpin(blob)));
  }

  @Override
  public Kept keep(BlobHash blob) {
    pins.pin(blob);
    AtomicBoolean released = new AtomicBoolean();
    return () -> {
      if (released.compareAndSet(false, true)) {
        pins.unpin(blob);
      }
    };
  }

  @Override
  public Opened open(BlobHash blob, ByteRange range) {
    return opener.open(blob, range);
  }

  @Override
  public Opened open(Remote body, ByteRange range) {
    return opener.open(body, range);
  }

  @Override
  public Optional<BlobFill> fill(BlobHash blob) {
    return fills.fill(blob).map(each -> each);
  }

  /**
   * Begins a copy of a blob that is here and damaged, which takes its place once it is whole; each
   * group is compared before it is taken. Nothing where what would tell is damaged, too.
   */
  public Optional<BlobFill> replace(BlobHash blob) {
    return fills.replace(blob).map(each -> each);
  }

  @Override
  public BlobFill fill(Remote body) {
    return unrooted.fill(body);
  }

  @Override
  public Eviction evict(BlobHash blob) {
    return evict(blob, KeptElsewhere.NOWHERE);
  }

  /** The same of a blob that origins have, or somebody else keeps. */
  public Eviction evict(BlobHash blob, KeptElsewhere elsewhere) {
    return evictions.evict(blob, elsewhere);
  }

  @Override
  public PinnedBlob link(Path file) {
    return externals.link(file);
  }

  @Override
  public BlobStatus status(BlobHash blob) {
    return states.status(blob);
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
}
