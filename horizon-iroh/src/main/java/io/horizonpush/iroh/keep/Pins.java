package io.horizonpush.iroh.keep;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.PinTable.Pin;
import io.horizonpush.iroh.index.TransferRecord.Purpose;
import io.horizonpush.iroh.swarm.BackgroundFetch;
import io.horizonpush.iroh.swarm.FewAtOnce;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.ObjectListing;
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
    Optional<String> after = Optional.of("");
    while (after.isPresent() && !closed) {
      ObjectListing page = page(pin, bucket, after.get());
      note(pin, pass, parts(bucket, page));
      after = page.next();
    }
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
    Optional<String> after = Optional.of("");
    try (FewAtOnce fetches = new FewAtOnce(AT_ONCE)) {
      while (after.isPresent() && !closed) {
        ObjectListing page = page(pin, bucket, after.get());
        List<Part> parts = parts(bucket, page);
        note(pin, pass, parts);
        parts.forEach(part -> fetches.submit(() -> fetch(bucket, part, lacking)));
        after = page.next();
      }
    }
    if (after.isEmpty()) {
      forgetBefore(pin, pass);
    }
    return lacking.sum();
  }

  private ObjectListing page(Pin pin, Bucket bucket, String after) {
    return objects.list(bucket, new ListQuery(pin.prefix(), "", after, PAGE));
  }

  private List<Part> parts(Bucket bucket, ObjectListing page) {
    return page.objects().stream().flatMap(object -> parts(bucket, object.key()).stream()).toList();
  }

  private List<Part> parts(Bucket bucket, ObjectKey key) {
    return objects
        .find(bucket, key)
        .present()
        .map(version -> version.body().parts())
        .orElse(List.of());
  }

  private void note(Pin pin, long pass, List<Part> parts) {
    List<BlobHash> blobs = parts.stream().map(Part::blob).distinct().toList();
    for (List<BlobHash> some : KeepQuestion.cut(blobs)) {
      index.write(
          Durability.RELAXED,
          tables -> {
            tables.pins().found(pin, pass, some);
            return some;
          });
    }
  }

  private void forgetBefore(Pin pin, long pass) {
    int removed = PAGE;
    while (removed == PAGE) {
      removed =
          index.write(Durability.RELAXED, tables -> tables.pins().removeBefore(pin, pass, PAGE));
    }
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
