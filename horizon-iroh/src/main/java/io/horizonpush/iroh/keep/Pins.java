package io.horizonpush.iroh.keep;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.PinTable.Pin;
import io.horizonpush.iroh.index.TransferRecord.Purpose;
import io.horizonpush.iroh.swarm.BackgroundFetch;
import io.horizonpush.iroh.swarm.FewAtOnce;
import io.horizonpush.iroh.swarm.PrefixedObjects;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.ObjectStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objects whose bytes are to be here always. A pass over their keys notes their blobs, which no
 * eviction takes from then on, and fetches what is missing. Thread-safe; blocks its (virtual)
 * thread.
 */
final class Pins {

  private static final Logger LOG = LoggerFactory.getLogger(Pins.class);

  private static final int PAGE = 1000;
  private static final int AT_ONCE = 4;

  private final Index index;
  private final ObjectStore objects;
  private final Function<BucketId, Bucket> buckets;
  private final BackgroundFetch fetching;
  private volatile boolean closed;
  private volatile long missing;

  Pins(
      Index index,
      ObjectStore objects,
      Function<BucketId, Bucket> buckets,
      BackgroundFetch fetching) {
    this.index = index;
    this.objects = objects;
    this.buckets = buckets;
    this.fetching = fetching;
  }

  /**
   * Pins objects, or no longer; tells whether that is new. No eviction takes what is pinned now
   * from when this returns; later objects are noted by the next pass.
   */
  boolean set(BucketId bucket, String prefix, boolean pinned) {
    boolean changed =
        index.write(
            Durability.STRICT,
            tables -> {
              BucketRow row = tables.buckets().require(bucket);
              return pinned
                  ? tables.pins().add(row.id(), prefix)
                  : tables.pins().remove(row.id(), prefix);
            });
    if (pinned) {
      find(bucket, prefix).ifPresent(pin -> noteAll(pin, buckets.apply(bucket)));
    }
    return changed;
  }

  private Optional<Pin> find(BucketId bucket, String prefix) {
    return index.read(
        tables -> {
          long row = tables.buckets().require(bucket).id();
          return tables.pins().all().stream()
              .filter(pin -> pin.bucket() == row && pin.prefix().equals(prefix))
              .findFirst();
        });
  }

  private void noteAll(Pin pin, Bucket bucket) {
    long pass = index.read(tables -> tables.pins().nextPass(pin));
    PrefixedObjects pinned = new PrefixedObjects(objects, bucket, pin.prefix());
    boolean _ =
        pinned.forEachPage(this::goesOn, page -> note(pin, pass, blobs(pinned.parts(page))));
  }

  private static List<BlobHash> blobs(List<Part> parts) {
    return parts.stream().map(Part::blob).distinct().toList();
  }

  private boolean goesOn() {
    return !closed;
  }

  /** How many of their blobs nobody gave, as the last passes found. */
  long missing() {
    return missing;
  }

  /** Goes over all pins once. */
  synchronized void run() {
    long lacking = 0;
    for (Pin pin : index.read(tables -> tables.pins().all())) {
      Optional<BucketRow> row = index.read(tables -> tables.buckets().find(pin.bucket()));
      if (row.isPresent() && !closed) {
        lacking += run(pin, row.get());
      }
    }
    missing = lacking;
  }

  private long run(Pin pin, BucketRow row) {
    try {
      return run(pin, buckets.apply(row.uid()));
    } catch (S3Exception e) {
      LOG.debug("Bucket {} is gone", row.name(), e);
      return 0;
    }
  }

  private long run(Pin pin, Bucket bucket) {
    long pass = index.read(tables -> tables.pins().nextPass(pin));
    LongAdder lacking = new LongAdder();
    FoundBlobs found = new FoundBlobs();
    PrefixedObjects pinned = new PrefixedObjects(objects, bucket, pin.prefix());
    boolean whole;
    try (FewAtOnce fetches = new FewAtOnce(AT_ONCE)) {
      whole =
          pinned.forEachPage(
              this::goesOn,
              page -> {
                List<Part> parts = pinned.parts(page);
                noteFresh(pin, pass, blobs(parts));
                for (Part part : parts) {
                  found.add(part.blob());
                  fetches.submit(() -> fetch(bucket, part, lacking));
                }
              });
    }
    if (whole) {
      forgetAllBut(found, pin, pass);
    }
    return lacking.sum();
  }

  /** Notes what is not noted yet, which is nothing most of the time. */
  private void noteFresh(Pin pin, long pass, List<BlobHash> blobs) {
    note(pin, pass, index.read(tables -> tables.pins().unnoted(pin, blobs)));
  }

  private void note(Pin pin, long pass, List<BlobHash> blobs) {
    for (List<BlobHash> some : KeepQuestion.cut(blobs)) {
      index.write(
          Durability.RELAXED,
          tables -> {
            tables.pins().found(pin, pass, some);
            return some;
          });
    }
  }

  private void forgetAllBut(FoundBlobs found, Pin pin, long pass) {
    List<BlobHash> page = notedBefore(pin, pass, Optional.empty());
    while (!page.isEmpty() && goesOn()) {
      List<BlobHash> gone = page.stream().filter(blob -> !found.contains(blob)).toList();
      if (!gone.isEmpty()) {
        index.write(
            Durability.RELAXED,
            tables -> {
              tables.pins().forget(pin, gone);
              return gone;
            });
      }
      page = notedBefore(pin, pass, Optional.of(page.getLast()));
    }
  }

  private List<BlobHash> notedBefore(Pin pin, long pass, Optional<BlobHash> after) {
    return index.read(tables -> tables.pins().notedBefore(pin, pass, after, PAGE));
  }

  private void fetch(Bucket bucket, Part part, LongAdder lacking) {
    if (closed || part.length() == 0 || fetching.isPaused(Purpose.PIN, bucket.id())) {
      return;
    }
    try {
      boolean _ = fetching.fetch(Purpose.PIN, bucket.id(), part.blob(), part.blobLength());
    } catch (S3Exception e) {
      lacking.increment();
      LOG.debug("Blob {} of a pinned object cannot be fetched now", part.blob(), e);
    }
  }

  /** Begins nothing more. */
  void close() {
    closed = true;
  }
}
