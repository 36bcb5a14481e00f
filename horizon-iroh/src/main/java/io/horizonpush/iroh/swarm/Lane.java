package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.transfer.Tally;
import io.horizonpush.s3.model.ByteRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** A provider as one download sees it. Guarded by the lock of its dispatch. */
final class Lane {

  /** The windows that a provider is asked for at the same time, once it has given one. */
  private static final int DEPTH = 3;

  /** The same in all downloads together, for what nobody waits for. */
  private static final int MOST_IN_ALL = 6;

  /** Fewer bytes in a shorter time tell more about the way to it than about its speed. */
  private static final long MEASURED = 256 << 10;

  private static final long MEASURED_NANOS = Duration.ofMillis(250).toNanos();
  private static final long MEASURED_SLOW_NANOS = Duration.ofSeconds(1).toNanos();

  /** How long one that failed comes behind all others, at first and at last. */
  private static final Duration FIRST_DEMOTION = Duration.ofSeconds(5);

  private static final Duration LONGEST_DEMOTION = Duration.ofMinutes(1);

  /** The latest word of what it has. */
  Provider provider;

  final List<Flight> flights = new ArrayList<>();
  private final Conduct conduct;
  private final Tally tally;
  private boolean proven;
  private Duration demotion = FIRST_DEMOTION;
  private long demotedUntil;
  private boolean demoted;
  private long bytes;
  private long nanos;
  private long measuredAt;

  Lane(Provider provider, Conduct conduct, Tally tally) {
    this.provider = provider;
    this.conduct = conduct;
    this.tally = tally;
  }

  String name() {
    return provider.name();
  }

  boolean has(List<ByteRange> missing) {
    return !provider.has(missing).isEmpty();
  }

  boolean isDemoted(long now) {
    return demoted && now - demotedUntil < 0;
  }

  /** Puts it behind all others for a while, a longer one each time. */
  void demote(long now) {
    if (!isDemoted(now)) {
      demoted = true;
      demotedUntil = now + demotion.toNanos();
      demotion = demotion.multipliedBy(2);
      if (demotion.compareTo(LONGEST_DEMOTION) > 0) {
        demotion = LONGEST_DEMOTION;
      }
    }
    proven = false;
  }

  /** Notes that it gave what it was asked for. */
  void prove() {
    proven = true;
    demoted = false;
    demotion = FIRST_DEMOTION;
  }

  /** The windows that it is asked for at the same time. */
  int depth() {
    return proven ? DEPTH : 1;
  }

  boolean isFree(boolean urgent) {
    return urgent
        ? flights.size() <= depth()
        : flights.size() < depth() && conduct.busy(name()) < MOST_IN_ALL;
  }

  /** Bytes a second, as far as that was measured. */
  OptionalDouble speed() {
    return conduct.speed(name());
  }

  /** What each of its windows gets when it has so many. */
  double share(int windows, double unknown) {
    return speed().orElse(unknown) / Math.max(1, windows);
  }

  void begin(Flight flight) {
    if (flights.isEmpty()) {
      bytes = 0;
      nanos = 0;
      measuredAt = flight.begun;
    }
    flights.add(flight);
    conduct.begin(name());
  }

  void end(Flight flight, long came, long now) {
    moved(flight, came, now);
    flights.remove(flight);
    conduct.end(name());
  }

  /** Counts what came since somebody looked last. */
  void moved(Flight flight, long came, long now) {
    long fresh = Math.max(0, came - flight.came);
    bytes += fresh;
    flight.came += fresh;
    tally.came(name(), fresh);
    nanos += now - measuredAt;
    measuredAt = now;
    boolean enough = bytes >= MEASURED && nanos >= MEASURED_NANOS;
    boolean told = enough || bytes >= 4 * MEASURED;
    if (nanos > 0 && (told || nanos >= MEASURED_SLOW_NANOS)) {
      conduct.measured(name(), bytes, nanos);
      bytes = 0;
      nanos = 0;
    }
  }
}
