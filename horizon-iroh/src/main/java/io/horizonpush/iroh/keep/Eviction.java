package io.horizonpush.iroh.keep;

import io.horizonpush.iroh.swarm.PrefixedObjects;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.ObjectSummary.OfObject;
import java.util.List;

/**
 * One eviction of the current objects of a bucket whose keys begin with a prefix. Run once, on a
 * thread of its own; otherwise thread-safe.
 */
public final class Eviction implements Runnable {

  private final PrefixedObjects objects;
  private final Evictor evictor;
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
   * @param kept blobs that stay, because neither an origin has them nor enough others promise to
   *     keep them, or for a pin
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

  Eviction(PrefixedObjects objects, Evictor evictor) {
    this.objects = objects;
    this.evictor = evictor;
  }

  public Progress progress() {
    return progress;
  }

  @Override
  public void run() {
    State end = State.STOPPED;
    try {
      end = objects.forEachPage(() -> !stopped, this::evict) ? State.DONE : State.STOPPED;
    } finally {
      progress = progress.at(end);
    }
  }

  private void evict(List<OfObject> page) {
    List<BlobHash> blobs = objects.parts(page).stream().map(Part::blob).toList();
    progress = progress.plus(page.size(), evictor.evict(blobs));
  }

  /** Begins nothing more. */
  public void stop() {
    stopped = true;
  }
}
