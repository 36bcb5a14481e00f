package io.horizonpush.fallback.fill;

import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.store.BlobFill;
import io.horizonpush.s3.store.BlobStore.Opened;
import io.horizonpush.s3.store.Content;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
    return Optional.ofNullable(
        fills.compute(
            body,
            (_, there) -> {
              if (there != null && there.enter(wanted)) {
                return there;
              }
              Optional<Fill> begun = begin(body, upstream);
              begun.ifPresent(fill -> fill.enter(wanted));
              return begun.orElse(null);
            }));
  }

  /** Where nothing of a body is here, it comes while the place for it is still made. */
  private Optional<Fill> begin(Body body, Upstream upstream) {
    return isAbsent(body, upstream)
        ? Optional.of(fill(body, upstream, place(body)))
        : body.fill(ground.blobs()).map(parts -> goOn(body, upstream, parts));
  }

  private boolean isAbsent(Body body, Upstream upstream) {
    ByteRange all = ByteRange.all(upstream.length());
    if (body.expected().isPresent()) {
      return false; // Its tree is here.
    }
    Opened opened = body.open(ground.blobs(), all);
    opened.content().ifPresent(Content::close);
    return opened instanceof Opened.Missing(var ranges) && ranges.equals(List.of(all));
  }

  private CompletableFuture<BlobFill> place(Body body) {
    CompletableFuture<BlobFill> place = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("horizon-origin-place")
        .start(
            () -> {
              try {
                place.complete(body.fill(ground.blobs()).orElseThrow());
              } catch (RuntimeException | Error e) {
                place.completeExceptionally(e);
              }
            });
    return place;
  }

  private Fill goOn(Body body, Upstream upstream, BlobFill parts) {
    boolean begun = false;
    try {
      Fill fill = fill(body, upstream, CompletableFuture.completedFuture(parts));
      fill.lookAround();
      begun = true;
      return fill;
    } finally {
      if (!begun) {
        parts.close();
      }
    }
  }

  private Fill fill(Body body, Upstream upstream, CompletableFuture<BlobFill> parts) {
    FillTarget target = new FillTarget(body, upstream, ground, parts);
    return new Fill(body, upstream, ground, target, this::end);
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
