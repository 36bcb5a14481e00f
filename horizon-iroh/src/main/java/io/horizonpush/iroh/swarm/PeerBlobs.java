package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.content.PeerRecords;
import io.horizonpush.iroh.net.BlobFetch;
import io.horizonpush.iroh.swarm.DownloadMaker.Name;
import io.horizonpush.iroh.sync.Waiting;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BlobStore;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentSource;
import io.horizonpush.s3.store.Extent;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of blobs that other members of a bucket have: fetched while they are read, kept, and
 * from then on this node's own as far as that bucket goes. Readers of one blob share what is
 * fetched. Thread-safe, and its lock is never held while anything waits; blocks its (virtual)
 * thread.
 */
public final class PeerBlobs implements ContentSource {

  private static final Logger LOG = LoggerFactory.getLogger(PeerBlobs.class);

  /** The damaged blobs that are fetched anew at the same time. */
  private static final int HEALED_AT_ONCE = 2;

  /** How long a download waits for the end of the one before, so that nothing comes twice. */
  private static final Duration END_OF_ANOTHER = Duration.ofSeconds(10);

  private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

  private final BlobStore blobs;
  private final Holders holders;
  private final Provenance provenance;
  private final DownloadMaker maker;
  private final Precedence precedence = new Precedence();
  private final Conduct conduct = new Conduct();
  private final Semaphore healing = new Semaphore(HEALED_AT_ONCE);

  /** What somebody reads. */
  private final Map<Name, Shared> downloads = new HashMap<>();

  /** What nobody reads any more, until nothing of it is under way. */
  private final Map<Name, CompletableFuture<Void>> closing = new ConcurrentHashMap<>();

  public PeerBlobs(
      BlobStore blobs,
      PeerRecords records,
      BlobFetch fetch,
      Holders holders,
      Provenance provenance) {
    this.blobs = blobs;
    this.holders = holders;
    this.provenance = provenance;
    this.maker = new DownloadMaker(blobs, records, fetch, holders, provenance, conduct);
  }

  /** How those who give bytes behaved. */
  public Conduct conduct() {
    return conduct;
  }

  /** A download and how many read it; the last one closes it. */
  private static final class Shared {

    private final CompletableFuture<Download> download = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private int readers;
  }

  @Override
  public Optional<Content> open(Extent extent, ByteRange range) {
    return switch (extent.bytes()) {
      case Extent.Bytes.Hashed(BlobHash blob) ->
          holders.isShared(extent.bucket())
              ? Optional.of(open(new Name(extent.bucket(), blob, extent.length()), range))
              : Optional.empty();
      case Extent.Bytes.AtOrigin _ -> Optional.empty();
    };
  }

  private Content open(Name name, ByteRange range) {
    awaitClosed(name);
    return keptMeanwhile(name, range).orElseGet(() -> withRoom(() -> read(name, range)));
  }

  /** What was being kept when somebody looked for it here. */
  private Optional<Content> keptMeanwhile(Name name, ByteRange range) {
    return provenance.holds(name.bucket(), name.blob())
        ? blobs.open(name.blob(), range).content()
        : Optional.empty();
  }

  private Content read(Name name, ByteRange range) {
    Joined joined = join(name);
    precedence.enter();
    Runnable leave =
        () -> {
          precedence.leave();
          joined.close();
        };
    ArrivingReader reader = new ArrivingReader(joined.download(), range, leave);
    boolean begun = false;
    try {
      reader.begin();
      healIfDamaged(name);
      begun = true;
      return new Content.Streamed(reader, range.length());
    } finally {
      if (!begun) {
        reader.close();
      }
    }
  }

  /** A node without room gives what it has and keeps nothing more: that is no fault of a reader. */
  private static <T> T withRoom(Supplier<T> work) {
    try {
      return work.get();
    } catch (S3Exception e) {
      if (e.code() == S3ErrorCode.STORAGE_FULL) {
        throw new S3Exception(
            S3ErrorCode.SERVICE_UNAVAILABLE,
            "The bytes of this object are on other nodes, and the disk of this one has too little"
                + " room to fetch them.",
            e);
      }
      throw e;
    }
  }

  /**
   * Fetches all of a blob, unless it is here, behind those who read.
   *
   * @return whether it was not here
   * @throws S3Exception {@code ServiceUnavailable} if it cannot be had now
   */
  public boolean fetch(BucketId bucket, BlobHash blob, long length) {
    Name name = new Name(bucket, blob, length);
    awaitClosed(name);
    return !provenance.holds(bucket, blob)
        && withRoom(
            () -> {
              fetchAll(name);
              return true;
            });
  }

  /**
   * Fetches anew what of a blob is not soundly here.
   *
   * @return whether other nodes have the bucket, too
   * @throws S3Exception {@code ServiceUnavailable} if it cannot be had now
   */
  boolean refetch(BucketId bucket, BlobHash blob, long length) {
    return holders.isShared(bucket)
        && withRoom(
            () -> {
              fetchAll(new Name(bucket, blob, length));
              return true;
            });
  }

  private void fetchAll(Name name) {
    try (Joined joined = join(name)) {
      new WholeFetch(joined.download(), precedence).run();
    }
  }

  /** What this bucket holds and is fetched all the same is damaged, or its file is lost. */
  private void healIfDamaged(Name name) {
    if (provenance.holds(name.bucket(), name.blob()) && healing.tryAcquire()) {
      Thread.ofVirtual()
          .name("heal")
          .start(
              () -> {
                try {
                  fetchAll(name);
                } catch (S3Exception e) {
                  LOG.warn("Blob {} is damaged and cannot be fetched anew now", name.blob(), e);
                } finally {
                  healing.release();
                }
              });
    }
  }

  /** Somebody's part in a download. */
  private record Joined(Download download, Runnable leaving) implements AutoCloseable {

    @Override
    public void close() {
      leaving.run();
    }
  }

  private Joined join(Name name) {
    Shared shared;
    boolean first;
    boolean alone;
    synchronized (downloads) {
      alone = downloads.keySet().stream().allMatch(each -> isOther(each, name));
      shared = downloads.computeIfAbsent(name, _ -> new Shared());
      first = shared.readers == 0;
      shared.readers++;
    }
    AtomicBoolean left = new AtomicBoolean();
    Runnable leave =
        () -> {
          if (left.compareAndSet(false, true)) {
            leave(name, shared);
          }
        };
    boolean joined = false;
    try {
      if (first) {
        begin(name, alone, shared);
      }
      Download download = Waiting.on(shared.download);
      joined = true;
      return new Joined(download, leave);
    } finally {
      if (!joined) {
        leave.run();
      }
    }
  }

  private static boolean isOther(Name each, Name name) {
    return !each.blob().equals(name.blob()) || each.equals(name);
  }

  private void begin(Name name, boolean alone, Shared shared) {
    try {
      shared.download.complete(maker.begin(name, alone));
    } catch (RuntimeException | Error e) {
      shared.download.completeExceptionally(e);
    }
  }

  private void awaitClosed(Name name) {
    CompletableFuture<Void> before = closing.getOrDefault(name, NOTHING);
    if (!before.isDone()) {
      Waiting.on(
          before.copy().completeOnTimeout(null, END_OF_ANOTHER.toMillis(), TimeUnit.MILLISECONDS));
    }
  }

  private void leave(Name name, Shared shared) {
    boolean last;
    synchronized (downloads) {
      shared.readers--;
      last = shared.readers == 0;
      if (last) {
        downloads.remove(name, shared);
        closing.put(name, shared.closed);
      }
    }
    if (last) {
      CompletableFuture<Download> _ =
          shared.download.whenComplete((download, _) -> close(name, shared, download));
    }
  }

  private void close(Name name, Shared shared, @Nullable Download download) {
    CompletableFuture<Void> closed = download == null ? NOTHING : download.closed();
    CompletableFuture<Void> _ =
        closed.thenRun(
            () -> {
              closing.remove(name, shared.closed);
              shared.closed.complete(null);
            });
    if (download != null) {
      download.close();
    }
  }
}
