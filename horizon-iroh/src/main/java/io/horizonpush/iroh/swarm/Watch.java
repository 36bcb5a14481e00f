package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.ffm.NativeBlobs.Progress;
import io.horizonpush.iroh.net.BlobFetch.Fetching;
import io.horizonpush.iroh.net.PeerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The look at what is under way, a few times a second: how fast it comes, and what is taken from
 * whoever is too slow for it. Its thread lives while something is to come.
 */
final class Watch {

  private static final long EVERY = Duration.ofMillis(100).toNanos();

  private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Who gives nothing for so long loses what another could have brought meanwhile. */
  private static final Duration STALLED = Duration.ofSeconds(2);

  private static final double BROUGHT_MEANWHILE = 1 << 20;

  /** What is handed on has to come so much sooner, since what is on its way comes twice. */
  private static final double SOONER = 2;

  private static final double SOONER_SECONDS = 0.25;
  private static final double YOUNG_SECONDS = 1;

  /** How often who has joined meanwhile is asked for. */
  private static final long LOOKED_EVERY = Duration.ofSeconds(5).toNanos();

  private final Dispatch dispatch;
  private final Conduct conduct;

  /** Guarded by the dispatch's lock. */
  private boolean running;

  /** When those who have joined meanwhile were asked for last. */
  private long looked;

  Watch(Dispatch dispatch, Conduct conduct) {
    this.dispatch = dispatch;
    this.conduct = conduct;
  }

  /** Begins to look, unless it does. To be called with the lock of the dispatch. */
  void begin() {
    if (!running) {
      running = true;
      Thread.ofVirtual().name("watch-fetches").start(this::run);
    }
  }

  private void run() {
    looked = System.nanoTime();
    boolean more = true;
    while (more) {
      LockSupport.parkNanos(EVERY);
      more = look();
    }
  }

  /** Tells whether anything is to come. */
  private boolean look() {
    List<Seen> seen = dispatch.flights().stream().flatMap(flight -> see(flight).stream()).toList();
    boolean anew = System.nanoTime() - looked >= LOOKED_EVERY;
    if (anew) {
      looked = System.nanoTime();
    }
    boolean[] more = {true};
    dispatch.change(
        () -> {
          seen.forEach(Watch::note);
          if (anew) {
            dispatch.look(false, true);
          }
          handOn(seen.stream().map(Seen::flight).toList());
          running = !dispatch.isIdle();
          more[0] = running;
        });
    return more[0];
  }

  private record Seen(Flight flight, Progress progress) {}

  private static Optional<Seen> see(Flight flight) {
    Optional<Fetching> fetching = flight.fetching;
    try {
      return fetching.map(each -> new Seen(flight, each.progress()));
    } catch (PeerException e) {
      // The network is closed, of which the flight itself hears.
      return Optional.empty();
    }
  }

  private static void note(Seen seen) {
    Flight flight = seen.flight();
    if (flight.lane.flights.contains(flight)) {
      flight.idle = seen.progress().idle();
      flight.lane.moved(flight, seen.progress().came(), System.nanoTime());
    }
  }

  private void handOn(List<Flight> seen) {
    List<Flight> flights =
        new ArrayList<>(
            seen.stream()
                .filter(flight -> flight.lane.flights.contains(flight) && !flight.stopped)
                .toList());
    flights.stream().filter(this::isStalled).toList().forEach(this::drop);
    flights.removeIf(flight -> flight.stopped);
    flights.stream()
        .filter(this::isTooSlow)
        .max(Comparator.comparingDouble(Watch::secondsLeft))
        .ifPresent(this::steal);
  }

  /** Whether another would have brought something while this one gave nothing. */
  private boolean isStalled(Flight flight) {
    OptionalDouble other = dispatch.lanes().alternative(flight, false, BROUGHT_MEANWHILE);
    double idle = flight.idle.toNanos() / SECOND;
    return flight.idle.compareTo(STALLED) >= 0
        && other.isPresent()
        && other.getAsDouble() * idle >= BROUGHT_MEANWHILE;
  }

  private void drop(Flight flight) {
    flight.lane.demote(System.nanoTime());
    steal(flight);
  }

  private boolean isTooSlow(Flight flight) {
    OptionalDouble other = dispatch.lanes().alternative(flight, !flight.piece.urgent, 0);
    return flight.piece.mayBeStolen()
        && other.isPresent()
        && secondsLeft(flight) > SOONER * flight.left() / other.getAsDouble() + SOONER_SECONDS;
  }

  private void steal(Flight flight) {
    flight.piece.stolenFrom(flight.lane);
    conduct.handOn();
    dispatch.stop(flight);
  }

  /** How long it takes, as it goes; nobody can tell of one that has just begun. */
  private static double secondsLeft(Flight flight) {
    double age = (System.nanoTime() - flight.begun) / SECOND;
    if (flight.came == 0) {
      return age < YOUNG_SECONDS ? 0 : Double.MAX_VALUE;
    }
    double own = flight.came / age;
    double speed = Math.max(own, flight.lane.share(flight.lane.flights.size(), own));
    return flight.left() / speed;
  }
}
