package io.horizonpush.fallback.fill;

import io.horizonpush.s3.store.BlobFill;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The bodies that come from origins now, each once for all who read it. Thread-safe; blocks its
 * (virtual) thread while one is begun.
 */
final class Fills {

  private final FillGround ground;
  private final ConcurrentMap<Body, Fill> fills = new ConcurrentHashMap<>();

  Fills(FillGround ground) {
    this.ground = ground;
  }

  /**
   * Takes part in a fill, which begins if there is none; whoever does leaves it.
   *
   * @return nothing where the body is kept here already, or cannot be
   */
  Optional<Fill> join(Body body, Upstream upstream, Wanted wanted) {
    // Nobody waits long: where bytes go to is made with one commit.
    return Optional.ofNullable(
        fills.compute(
            body,
            (_, there) -> {
              if (there != null && there.enter(wanted)) {
                return there;
              }
              Optional<Fill> begun =
                  body.fill(ground.blobs()).map(blob -> begin(body, upstream, blob));
              begun.ifPresent(fill -> fill.enter(wanted));
              return begun.orElse(null);
            }));
  }

  private Fill begin(Body body, Upstream upstream, BlobFill blob) {
    boolean begun = false;
    try {
      Fill fill =
          new Fill(body, upstream, ground, new FillTarget(body, upstream, ground, blob), this::end);
      begun = true;
      return fill;
    } finally {
      if (!begun) {
        blob.close();
      }
    }
  }

  /** Lets go of a fill that nobody reads, unless somebody just came. */
  private void end(Fill fill) {
    boolean _ =
        fills.computeIfPresent(
                fill.body(), (_, there) -> there == fill && fill.isIdle() ? null : there)
            == null;
    if (fill.isIdle() && fills.get(fill.body()) != fill) {
      fill.close();
    }
  }

  /** Makes a blob of a body of which all is here, if nobody did when the last of it came. */
  void finish(Body body, Upstream upstream, Wanted wanted) {
    join(body, upstream, wanted)
        .ifPresent(
            fill -> {
              fill.opened();
              fill.landIfWhole();
              fill.leave();
            });
  }
}
