package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.swarm.Windows.Window;
import io.horizonpush.s3.model.ByteRange;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A window that is to come, and what became of it so far. Guarded by the lock of its dispatch. */
final class Piece {

  /** A window that is handed on so often stays where it is. */
  private static final int MOST_STEALS = 8;

  final Window window;

  /** So many looks for providers were over before. */
  final int looksBefore;

  /** Those that did not give it. */
  final Set<String> tried = new HashSet<>();

  /** What of it is not here. */
  List<ByteRange> missing;

  /** Whether somebody reads it next. */
  boolean urgent;

  /** The one from whom it was taken last, who gets it again only if there is nobody else. */
  Optional<Lane> avoid = Optional.empty();

  private int steals;

  Piece(Window window, List<ByteRange> missing, int looksBefore) {
    this.window = window;
    this.missing = missing;
    this.looksBefore = looksBefore;
  }

  boolean mayBeStolen() {
    return steals < MOST_STEALS;
  }

  void stolenFrom(Lane lane) {
    steals++;
    avoid = Optional.of(lane);
  }
}
