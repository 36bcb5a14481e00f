package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.content.PeerRecords;
import io.horizonpush.iroh.content.RecordFill;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.net.BlobFetch;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.store.BlobStore;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentSource;
import io.horizonpush.s3.store.Extent;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The bytes of blobs that other members of a bucket have: fetched while they are read, kept, and
 * from then on this node's own as far as that bucket goes. Readers of one blob share what is
 * fetched. Thread-safe; blocks its (virtual) thread.
 */
public final class PeerBlobs implements ContentSource {

  private final BlobStore blobs;
  private final PeerRecords records;
  private final BlobFetch fetch;
  private final Holders holders;
  private final Provenance provenance;
  private final ReentrantLock lock = new ReentrantLock();

  /** What somebody reads. */
  private final Map<Name, Shared> downloads = new HashMap<>();

  public PeerBlobs(
      BlobStore blobs, PeerRecords records, Index index, BlobFetch fetch, Holders holders) {
    this.blobs = blobs;
    this.records = records;
    this.fetch = fetch;
    this.holders = holders;
    this.provenance = new Provenance(index);
  }

  private record Name(BucketId bucket, BlobHash blob) {}

  /** A download and how many read it; the last one closes it. */
  private static final class Shared {

    private final Download download;
    private int readers = 1;

    private Shared(Download download) {
      this.download = download;
    }
  }

  @Override
  public Optional<Content> open(Extent extent, ByteRange range) {
    return switch (extent.bytes()) {
      case Extent.Bytes.Hashed(BlobHash blob) ->
          holders.isShared(extent.bucket())
              ? Optional.of(open(new Name(extent.bucket(), blob), extent.length(), range))
              : Optional.empty();
      case Extent.Bytes.AtOrigin _ -> Optional.empty();
    };
  }

  private Content open(Name name, long length, ByteRange range) {
    Download download = join(name, length);
    AtomicBoolean left = new AtomicBoolean();
    Runnable leave =
        () -> {
          if (left.compareAndSet(false, true)) {
            leave(name);
          }
        };
    ArrivingReader reader = new ArrivingReader(download, range, leave);
    boolean begun = false;
    try {
      reader.begin();
      begun = true;
      return new Content.Streamed(reader, range.length());
    } finally {
      if (!begun) {
        reader.close();
      }
    }
  }

  private Download join(Name name, long length) {
    lock.lock();
    try {
      Shared there = downloads.get(name);
      if (there != null) {
        there.readers++;
        return there.download;
      }
      Download begun = begin(name, length);
      downloads.put(name, new Shared(begun));
      return begun;
    } finally {
      lock.unlock();
    }
  }

  private void leave(Name name) {
    lock.lock();
    try {
      Shared shared = downloads.get(name);
      if (shared != null && --shared.readers == 0) {
        downloads.remove(name);
        shared.download.close();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * What came through another bucket, or may have, does not count: a member of this one has to show
   * that it has the bytes.
   */
  private Download begin(Name name, long length) {
    boolean alone = downloads.keySet().stream().noneMatch(each -> each.blob().equals(name.blob()));
    Optional<RecordFill> own =
        alone && provenance.begin(name.bucket(), name.blob())
            ? records.fill(name.blob())
            : Optional.empty();
    if (own.isPresent()) {
      RecordFill fill = own.get();
      return new Download(
          fill,
          fetch,
          () -> holders.having(name.bucket(), name.blob()),
          range -> blobs.open(name.blob(), range).content(),
          () -> finish(name, fill));
    }
    RecordFill beside = records.fillBeside(name.blob(), length);
    return new Download(
        beside,
        fetch,
        () -> holders.having(name.bucket(), name.blob()),
        range -> records.openBeside(beside, range),
        () -> provenance.came(name.bucket(), name.blob()));
  }

  private void finish(Name name, RecordFill fill) {
    fill.finish(Optional.of(name.blob())).close();
    provenance.came(name.bucket(), name.blob());
  }
}
