package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.content.PeerRecords;
import io.horizonpush.iroh.index.TransferRecord.Purpose;
import io.horizonpush.iroh.net.BlobFetch;
import io.horizonpush.iroh.swarm.DownloadMaker.Name;
import io.horizonpush.iroh.transfer.Transfer;
import io.horizonpush.iroh.transfer.Transfers;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BlobStore;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentSource;
import io.horizonpush.s3.store.Extent;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of blobs that other members of a bucket have: fetched while they are read, kept, and
 * from then on this node's own as far as that bucket goes. Readers of one blob share what is
 * fetched. Thread-safe; blocks its (virtual) thread.
 */
public final class PeerBlobs implements ContentSource, BackgroundFetch {

  private static final Logger LOG = LoggerFactory.getLogger(PeerBlobs.class);

  /** The damaged blobs that are fetched anew at the same time. */
  private static final int HEALED_AT_ONCE = 2;

  private final BlobStore blobs;
  private final Holders holders;
  private final Provenance provenance;
  private final Transfers transfers;
  private final SharedDownloads downloads;
  private final Precedence precedence = new Precedence();
  private final Conduct conduct = new Conduct();
  private final Semaphore healing = new Semaphore(HEALED_AT_ONCE);

  /**
   * Where blobs come from and go to.
   *
   * @param records the blobs as they are filled
   */
  public record Ground(
      BlobStore blobs,
      PeerRecords records,
      BlobFetch fetch,
      Holders holders,
      Provenance provenance) {}

  public PeerBlobs(Ground ground, Transfers transfers) {
    this.blobs = ground.blobs();
    this.holders = ground.holders();
    this.provenance = ground.provenance();
    this.transfers = transfers;
    this.downloads = new SharedDownloads(new DownloadMaker(ground, conduct), transfers);
  }

  /** How those who give bytes behaved. */
  public Conduct conduct() {
    return conduct;
  }

  @Override
  public Optional<Content> open(Extent extent, ByteRange range) {
    return switch (extent.bytes()) {
      case Extent.Bytes.Hashed(BlobHash blob) ->
          holders.isShared(extent.bucket())
              ? Optional.of(
                  open(
                      new Name(extent.bucket(), blob, extent.length()),
                      extent.key().value(),
                      range))
              : Optional.empty();
      case Extent.Bytes.AtOrigin _ -> Optional.empty();
    };
  }

  private Content open(Name name, String key, ByteRange range) {
    downloads.awaitClosed(name);
    return keptMeanwhile(name, range).orElseGet(() -> withRoom(() -> read(name, key, range)));
  }

  /** What was being kept when somebody looked for it here. */
  private Optional<Content> keptMeanwhile(Name name, ByteRange range) {
    return provenance.holds(name.bucket(), name.blob())
        ? blobs.open(name.blob(), range).content()
        : Optional.empty();
  }

  private Content read(Name name, String key, ByteRange range) {
    SharedDownloads.Joined joined =
        downloads.join(name, () -> transfers.beginRead(name.bucket(), key));
    joined.reads(range.length());
    precedence.enter();
    ArrivingParts parts =
        new ArrivingParts(joined.download(), range, whole -> leave(joined, whole));
    boolean begun = false;
    try {
      parts.begin();
      healIfDamaged(name);
      begun = true;
      return parts.content();
    } finally {
      if (!begun) {
        parts.close();
      }
    }
  }

  private void leave(SharedDownloads.Joined joined, boolean whole) {
    precedence.leave();
    if (whole) {
      joined.close();
    } else {
      joined.leaveEarly();
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

  @Override
  public boolean isPaused(Purpose purpose, BucketId bucket) {
    return transfers.isPaused(purpose, bucket);
  }

  @Override
  public boolean fetch(Purpose purpose, BucketId bucket, BlobHash blob, long length) {
    Name name = new Name(bucket, blob, length);
    downloads.awaitClosed(name);
    if (provenance.holds(bucket, blob)) {
      return false;
    }
    fetchFor(purpose, name);
    return true;
  }

  private void fetchFor(Purpose purpose, Name name) {
    Transfer transfer = transfers.enter(purpose, name.bucket());
    try {
      fetchAll(name, transfer, transfer.halted());
    } finally {
      transfers.leave(transfer);
    }
  }

  /**
   * Fetches all of a blob, unless it is here, for a transfer that somebody began.
   *
   * @param halt ends it early when it is done
   */
  boolean fetch(
      Transfer transfer,
      CompletableFuture<Void> halt,
      BucketId bucket,
      BlobHash blob,
      long length) {
    Name name = new Name(bucket, blob, length);
    downloads.awaitClosed(name);
    if (provenance.holds(bucket, blob)) {
      transfer.local(length);
      return false;
    }
    fetchAll(name, transfer, halt);
    return true;
  }

  /**
   * Fetches anew what of a blob is not soundly here.
   *
   * @return whether other nodes have the bucket, too
   * @throws S3Exception {@code ServiceUnavailable} if it cannot be had now
   */
  boolean refetch(BucketId bucket, BlobHash blob, long length) {
    boolean shared = holders.isShared(bucket);
    if (shared) {
      fetchFor(Purpose.REPAIR, new Name(bucket, blob, length));
    }
    return shared;
  }

  private void fetchAll(Name name, Transfer transfer, CompletableFuture<Void> halt) {
    WholeFetch.requireNotHalted(halt);
    transfer.begins(name.blob(), name.length());
    long useful = 0;
    boolean whole = false;
    try (SharedDownloads.Joined joined = withRoom(() -> downloads.join(name, () -> transfer))) {
      try {
        withRoom(
            () -> {
              new WholeFetch(joined.download(), precedence, halt).run();
              return name;
            });
        whole = true;
      } finally {
        useful = joined.useful(transfer);
      }
    } finally {
      if (whole) {
        transfer.fetched(name.blob(), name.length(), useful);
      } else {
        transfer.brokenOff(name.blob(), useful, !halt.isDone());
      }
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
                  fetchFor(Purpose.REPAIR, name);
                } catch (S3Exception e) {
                  LOG.warn("Blob {} is damaged and cannot be fetched anew now", name.blob(), e);
                } finally {
                  healing.release();
                }
              });
    }
  }
}
