package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.content.RecordFill;
import io.horizonpush.iroh.swarm.Windows.Window;
import io.horizonpush.iroh.transfer.Tally;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The windows of a download, handed to all who have the blob: each takes a few at a time, the
 * fastest first and what somebody reads next before all else; whoever is too slow for one loses it
 * ({@link Watch}). Thread-safe; its lock is never held while anything waits.
 */
final class Dispatch {

  private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

  private final RecordFill fill;
  private final Providers providers;
  private final Function<Holder, Provider> providing;
  private final Conduct conduct;
  private final Tally tally;
  private final BiConsumer<Window, Optional<Throwable>> ended;
  private final Watch watch;

  private final ReentrantLock lock = new ReentrantLock();
  private final Lanes lanes;

  /** Those that wait for a provider. */
  private final List<Piece> waiting = new ArrayList<>();

  private final Set<Flight> flights = new HashSet<>();

  /** What is to be done once the lock is free. */
  private final List<Runnable> after = new ArrayList<>();

  /** Somebody asks for providers. */
  private boolean looking;

  private boolean begun;

  /** The looks that went as far as they could. */
  private int looks;

  /** Why nothing is begun any more; nothing while that is not so. */
  private Optional<String> closed = Optional.empty();

  /**
   * @param providing makes a provider of a member
   * @param tally counts what comes
   * @param ended hears of the end of each window, without the lock
   */
  Dispatch(
      RecordFill fill,
      Providers providers,
      Function<Holder, Provider> providing,
      Conduct conduct,
      Tally tally,
      BiConsumer<Window, Optional<Throwable>> ended) {
    this.fill = fill;
    this.providers = providers;
    this.providing = providing;
    this.conduct = conduct;
    this.tally = tally;
    this.ended = ended;
    this.lanes = new Lanes(conduct, fill.record().hash(), tally);
    this.watch = new Watch(this, conduct);
  }

  /** Fetches a window, unless it is here. */
  void add(Window window, boolean urgent) {
    List<ByteRange> missing;
    try {
      missing = fill.missing(window.range());
      if (!missing.isEmpty()) {
        fill.requireRoom(window.range().length());
      }
    } catch (RuntimeException | Error e) {
      ended.accept(window, Optional.of(e));
      return;
    }
    if (missing.isEmpty()) {
      ended.accept(window, Optional.empty());
      return;
    }
    change(
        () -> {
          Piece piece = new Piece(window, missing, looks);
          piece.urgent = urgent;
          waiting.add(piece);
          if (!begun) {
            begun = true;
            providers.known().forEach(holder -> lanes.join(providing.apply(holder)));
            look(false, false);
          }
          watch.begin();
        });
  }

  /** Fetches windows before all others. */
  void urge(List<Window> windows) {
    change(
        () -> {
          waiting.stream()
              .filter(piece -> windows.contains(piece.window))
              .forEach(piece -> piece.urgent = true);
          flights.stream()
              .filter(flight -> windows.contains(flight.piece.window))
              .forEach(flight -> flight.piece.urgent = true);
        });
  }

  /** The bytes of a window, by how fast they come. */
  long windowSize() {
    lock.lock();
    try {
      return lanes.windowSize();
    } finally {
      lock.unlock();
    }
  }

  /** The windows that all providers together have under way when they have enough to do. */
  int width() {
    lock.lock();
    try {
      return lanes.width();
    } finally {
      lock.unlock();
    }
  }

  /** Changes the state, and does what follows from it. */
  void change(Runnable change) {
    List<Runnable> now;
    lock.lock();
    try {
      change.run();
      assign();
      now = List.copyOf(after);
      after.clear();
    } finally {
      lock.unlock();
    }
    now.forEach(Dispatch::run);
  }

  /** What fails in the wake of one window harms no other. */
  private static void run(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.error("The end of a fetch was not dealt with", e);
    }
  }

  /** Those who have the blob. To be called with the lock. */
  Lanes lanes() {
    return lanes;
  }

  /** What is under way. */
  List<Flight> flights() {
    lock.lock();
    try {
      return List.copyOf(flights);
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing is to come any more. To be called with the lock. */
  boolean isIdle() {
    return waiting.isEmpty() && flights.isEmpty();
  }

  /** Ends a fetch early. To be called with the lock. */
  void stop(Flight flight) {
    flight.stopped = true;
    flight.fetching.ifPresent(fetching -> after.add(fetching::stop));
  }

  /** Asks for providers, unless somebody does. To be called with the lock. */
  void look(boolean far, boolean anew) {
    if (!looking && closed.isEmpty()) {
      looking = true;
      Thread.ofVirtual().name("find-providers").start(() -> find(far, anew));
    }
  }

  private void find(boolean far, boolean anew) {
    try {
      if (anew) {
        providers.renew();
      }
      Optional<Holder> found = providers.learn(far);
      while (found.isPresent()) {
        Holder holder = found.get();
        change(() -> lanes.join(providing.apply(holder)));
        found = providers.learn(far);
      }
    } finally {
      change(
          () -> {
            looking = false;
            looks += far ? 1 : 0;
          });
    }
  }

  /** Hands what waits to whoever is free. */
  private void assign() {
    waiting.sort(
        Comparator.comparing((Piece piece) -> !piece.urgent)
            .thenComparing(piece -> piece.window.range().offset()));
    for (Iterator<Piece> each = waiting.iterator(); each.hasNext(); ) {
      Piece piece = each.next();
      if (closed.isPresent()) {
        each.remove();
        fail(piece, new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE, closed.get()));
      } else if (!tryBegin(piece, each)) {
        each.remove();
        fail(piece, Download.nobodyGives(piece.tried.size()));
      }
    }
  }

  /** Tells whether there is hope for a window. */
  private boolean tryBegin(Piece piece, Iterator<Piece> each) {
    long now = System.nanoTime();
    List<Lane> having = lanes.having(piece);
    List<Lane> good = having.stream().filter(lane -> !lane.isDemoted(now)).toList();
    List<Lane> asked = good;
    if (good.isEmpty()) {
      if (looking) {
        return true;
      }
      if (looks == piece.looksBefore) {
        look(true, false);
        return true;
      }
      asked = having;
    }
    Optional<Lane> best = lanes.best(piece, asked);
    best.ifPresent(
        lane -> {
          each.remove();
          begin(piece, lane, now);
        });
    return !asked.isEmpty();
  }

  private void begin(Piece piece, Lane lane, long now) {
    Flight flight = new Flight(piece, lane, lane.provider.has(piece.missing), now);
    lane.begin(flight);
    flights.add(flight);
    new Fetch(this, fill, conduct, tally, flight).start();
  }

  /**
   * Ends a flight.
   *
   * @param missing what of its window is not here
   */
  void end(Flight flight, Fetch.Outcome outcome, List<ByteRange> missing) {
    change(
        () -> {
          long now = System.nanoTime();
          flights.remove(flight);
          flight.lane.end(flight, outcome.came(), now);
          judge(flight, outcome, now);
          Piece piece = flight.piece;
          piece.missing = missing;
          if (outcome.broken().isPresent()) {
            fail(piece, outcome.broken().get());
          } else if (missing.isEmpty()) {
            after.add(() -> ended.accept(piece.window, Optional.empty()));
          } else {
            waiting.add(piece);
          }
        });
  }

  private void judge(Flight flight, Fetch.Outcome outcome, long now) {
    Lane lane = flight.lane;
    if (outcome.gaveAll()) {
      lane.prove();
    } else if (!flight.stopped) {
      flight.piece.tried.add(lane.name());
      // Who gave a part of it may be one that had no more.
      if (outcome.came() == 0 || outcome.lied()) {
        lane.demote(now);
      }
    }
    if (outcome.lied()) {
      lane.flights.forEach(this::stop);
    }
  }

  private void fail(Piece piece, Throwable why) {
    after.add(() -> ended.accept(piece.window, Optional.of(why)));
  }

  /**
   * Begins nothing more, and ends what is under way early.
   *
   * @param why for whoever waits for it all the same
   */
  void close(String why) {
    change(
        () -> {
          closed = closed.or(() -> Optional.of(why));
          flights.forEach(this::stop);
        });
  }
}
