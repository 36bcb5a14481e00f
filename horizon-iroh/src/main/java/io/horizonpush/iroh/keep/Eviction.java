package io.horizonpush.iroh.keep;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.ObjectListing;
import io.horizonpush.s3.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One eviction of the current objects of a bucket whose keys begin with a prefix. Run once, on a
 * thread of its own; otherwise thread-safe.
 */
public final class Eviction implements Runnable {

  private static final int PAGE = 1000;

  private final ObjectStore objects;
  private final Evictor evictor;
  private final Bucket bucket;
  private final String prefix;
  private volatile Progress progress = new Progress(State.RUNNING, 0, 0, 0, 0);
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
   * @param blobs whose bytes went
   * @param bytes of those
   * @param kept blobs that stay, because too few others promise to keep them, or for a pin
   */
  public record Progress(State state, long objects, long blobs, long bytes, long kept) {

    private Progress plus(long looked, Evictor.Outcome outcome) {
      return new Progress(
          state,
          objects + looked,
          blobs + outcome.blobs(),
          bytes + outcome.bytes(),
          kept + outcome.kept());
    }

    private Progress at(State end) {
      return new Progress(end, objects, blobs, bytes, kept);
    }
  }

  Eviction(ObjectStore objects, Evictor evictor, Bucket bucket, String prefix) {
    this.objects = objects;
    this.evictor = evictor;
    this.bucket = bucket;
    this.prefix = prefix;
  }

  public Progress progress() {
    return progress;
  }

  @Override
  public void run() {
    State end = State.STOPPED;
    try {
      Optional<String> after = Optional.of("");
      while (after.isPresent() && !stopped) {
        ObjectListing page = objects.list(bucket, new ListQuery(prefix, "", after.get(), PAGE));
        List<BlobHash> blobs = new ArrayList<>();
        page.objects().forEach(object -> blobs.addAll(blobs(object.key())));
        progress = progress.plus(page.objects().size(), evictor.evict(blobs));
        after = page.next();
      }
      end = after.isPresent() ? State.STOPPED : State.DONE;
    } finally {
      progress = progress.at(end);
    }
  }

  private List<BlobHash> blobs(ObjectKey key) {
    return objects
        .find(bucket, key)
        .present()
        .map(version -> version.body().parts().stream().map(Part::blob).toList())
        .orElse(List.of());
  }

  /** Begins nothing more. */
  public void stop() {
    stopped = true;
  }
}
