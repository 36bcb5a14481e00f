package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.net.BlobFetch.Fetching;
import io.horizonpush.s3.model.ByteRange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What one provider was asked for of a window. Guarded by the lock of its dispatch. */
final class Flight {

  final Piece piece;
  final Lane lane;
  final List<ByteRange> parts;
  final long begun;

  /** Nothing before it is under way. */
  Optional<Fetching> fetching = Optional.empty();

  /** Whether it was ended early, so that its end says nothing about the provider. */
  boolean stopped;

  /** The bytes that came, and for how long none did, as they were when somebody looked. */
  long came;

  Duration idle = Duration.ZERO;

  Flight(Piece piece, Lane lane, List<ByteRange> parts, long begun) {
    this.piece = piece;
    this.lane = lane;
    this.parts = parts;
    this.begun = begun;
  }

  long asked() {
    return parts.stream().mapToLong(ByteRange::length).sum();
  }

  long left() {
    return Math.max(0, asked() - came);
  }
}
