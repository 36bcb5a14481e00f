package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.transfer.Tally;
import io.horizonpush.s3.model.BlobHash;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The providers of a download, and who of them is best. Guarded by the lock of its dispatch. */
final class Lanes {

  private static final int MOST = 32;

  /** The bytes of a window, at least and at most: powers of two. */
  private static final long SMALLEST_WINDOW = 1 << 20;

  private static final long LARGEST_WINDOW = 4 << 20;

  /** How many seconds the fastest provider may take for a window that is larger. */
  private static final double WINDOW_SECONDS = 0.08;

  private final Conduct conduct;
  private final BlobHash blob;
  private final Tally tally;
  private final Map<String, Lane> all = new HashMap<>();

  Lanes(Conduct conduct, BlobHash blob, Tally tally) {
    this.conduct = conduct;
    this.blob = blob;
    this.tally = tally;
  }

  /** Takes a provider in, or the latest word of what it has. */
  void join(Provider provider) {
    Lane known = all.get(provider.name());
    if (known != null) {
      known.provider = provider;
    } else if (all.size() < MOST) {
      all.put(provider.name(), new Lane(provider, conduct, tally));
    }
  }

  /** The windows that all together have under way when they have enough to do. */
  int width() {
    return all.values().stream().mapToInt(Lane::depth).sum();
  }

  /**
   * The bytes of a window. Each costs a question, an answer and work at both ends, so it has more
   * of them where they come fast, and few where somebody slow would keep others waiting with one.
   */
  long windowSize() {
    double soon = fastest().orElse(0) * WINDOW_SECONDS;
    long size = LARGEST_WINDOW;
    while (size > SMALLEST_WINDOW && size > soon) {
      size /= 2;
    }
    return size;
  }

  /** Those that have something of a window and did not fail to give it. */
  List<Lane> having(Piece piece) {
    return all.values().stream()
        .filter(lane -> !piece.tried.contains(lane.name()))
        .filter(lane -> !conduct.isShunned(lane.name(), blob))
        .filter(lane -> lane.has(piece.missing))
        .toList();
  }

  /** Who of some that are free is likely to bring a window soonest. */
  Optional<Lane> best(Piece piece, List<Lane> asked) {
    boolean hasOthers = asked.stream().anyMatch(lane -> piece.avoid.filter(lane::equals).isEmpty());
    double unknown = fastest().orElse(1);
    return asked.stream()
        .filter(lane -> lane.isFree(piece.urgent))
        .filter(lane -> !hasOthers || piece.avoid.filter(lane::equals).isEmpty())
        .max(Comparator.comparingDouble(lane -> lane.share(lane.flights.size() + 1, unknown)));
  }

  private OptionalDouble fastest() {
    return all.values().stream().flatMapToDouble(lane -> lane.speed().stream()).max();
  }

  /**
   * Who would bring what is left of a flight soonest, other than who has it: with how many bytes a
   * second.
   *
   * @param idle whether only those count that have nothing to do
   * @param unknown the speed of those that gave nothing yet; 0 for not to count them
   */
  OptionalDouble alternative(Flight flight, boolean idle, double unknown) {
    long now = System.nanoTime();
    return having(flight.piece).stream()
        .filter(lane -> lane != flight.lane && !lane.isDemoted(now))
        .filter(lane -> idle ? lane.flights.isEmpty() : lane.isFree(true))
        .mapToDouble(lane -> lane.share(lane.flights.size() + 1, unknown))
        .filter(speed -> speed > 0)
        .max();
  }
}
