package io.horizonpush.iroh.swarm;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.ObjectListing;
import io.horizonpush.s3.store.ObjectStore;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * The fetch of all objects of a bucket whose keys begin alike, as they are when their turn comes: a
 * few blobs at once, behind those who read. Runs once; thread-safe.
 */
public final class Prefetch implements Runnable {

  private static final int AT_ONCE = 4;
  private static final int PAGE = 1000;

  private final ObjectStore objects;
  private final PeerBlobs blobs;
  private final Bucket bucket;
  private final String prefix;
  private final LongAdder looked = new LongAdder();
  private final LongAdder fetched = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder unavailable = new LongAdder();
  private volatile State state = State.RUNNING;
  private volatile boolean stopped;

  /** How far it is. */
  public enum State {
    RUNNING,
    /** Every object was looked at. */
    DONE,
    /** It ended before. */
    STOPPED
  }

  /**
   * What was done so far.
   *
   * @param objects that were looked at
   * @param blobs that were fetched; what was here is not counted
   * @param bytes of those
   * @param unavailable blobs that nobody gave
   */
  public record Progress(State state, long objects, long blobs, long bytes, long unavailable) {}

  /**
   * @param prefix of keys; empty for all
   */
  public Prefetch(ObjectStore objects, PeerBlobs blobs, Bucket bucket, String prefix) {
    this.objects = objects;
    this.blobs = blobs;
    this.bucket = bucket;
    this.prefix = prefix;
  }

  public Progress progress() {
    State now = state;
    return new Progress(now, looked.sum(), fetched.sum(), bytes.sum(), unavailable.sum());
  }

  @Override
  public void run() {
    State end = State.STOPPED;
    try (FewAtOnce fetches = new FewAtOnce(AT_ONCE)) {
      Optional<String> after = Optional.of("");
      while (after.isPresent() && !stopped) {
        ObjectListing page = objects.list(bucket, new ListQuery(prefix, "", after.get(), PAGE));
        page.objects().forEach(object -> fetch(object.key(), fetches));
        after = page.next();
      }
      end = stopped ? State.STOPPED : State.DONE;
    } finally {
      state = end;
    }
  }

  private void fetch(ObjectKey key, FewAtOnce fetches) {
    if (stopped) {
      return;
    }
    objects
        .find(bucket, key)
        .present()
        .ifPresent(
            version -> version.body().parts().forEach(part -> fetches.submit(() -> fetch(part))));
    looked.increment();
  }

  private void fetch(Part part) {
    try {
      if (!stopped && part.length() > 0 && blobs.fetch(bucket.id(), part.blob(), part.length())) {
        fetched.increment();
        bytes.add(part.length());
      }
    } catch (S3Exception e) {
      unavailable.increment();
    }
  }

  /** Begins nothing more. */
  public void stop() {
    stopped = true;
  }
}
