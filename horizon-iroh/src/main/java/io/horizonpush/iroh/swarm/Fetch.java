package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.content.RecordFill;
import io.horizonpush.iroh.ffm.NativeBlobs.Ended;
import io.horizonpush.iroh.ffm.NativeBlobs.Fetched;
import io.horizonpush.iroh.net.BlobFetch.Fetching;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.transfer.Tally;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way of one flight, on a thread of its own. */
final class Fetch {

  private static final Logger LOG = LoggerFactory.getLogger(Fetch.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Dispatch dispatch;
  private final RecordFill fill;
  private final Conduct conduct;
  private final Tally tally;
  private final Flight flight;

  Fetch(Dispatch dispatch, RecordFill fill, Conduct conduct, Tally tally, Flight flight) {
    this.dispatch = dispatch;
    this.fill = fill;
    this.conduct = conduct;
    this.tally = tally;
    this.flight = flight;
  }

  /**
   * What came of it.
   *
   * @param came bytes that were compared with the hash
   * @param broken what failed on this node, so that nobody else could give it either
   */
  record Outcome(boolean gaveAll, boolean lied, long came, Optional<Throwable> broken) {

    static final Outcome NOTHING = new Outcome(false, false, 0, Optional.empty());

    Outcome brokenBy(Throwable why) {
      return new Outcome(gaveAll, lied, came, Optional.of(why));
    }
  }

  void start() {
    Thread.ofVirtual().name("fetch").start(this::run);
  }

  private void run() {
    Outcome outcome = Outcome.NOTHING;
    List<ByteRange> missing = flight.piece.missing;
    try {
      outcome = ask();
      List<ByteRange> left = fill.missing(flight.piece.window.range());
      count(outcome.came(), missing, left);
      missing = left;
    } catch (RuntimeException | Error e) {
      outcome = outcome.brokenBy(e);
      if (e instanceof VirtualMachineError) {
        throw e;
      }
    } finally {
      dispatch.end(flight, outcome, missing);
    }
  }

  private void count(long came, List<ByteRange> before, List<ByteRange> after) {
    long again = came - (length(before) - length(after));
    if (again > 0) {
      conduct.again(again);
      tally.resent(again);
    }
  }

  private static long length(List<ByteRange> ranges) {
    return ranges.stream().mapToLong(ByteRange::length).sum();
  }

  private Outcome ask() {
    Provider provider = flight.lane.provider;
    try {
      Fetching fetching = provider.begin(fill.record(), flight.parts, PATIENCE);
      dispatch.change(
          () -> {
            flight.fetching = Optional.of(fetching);
            if (flight.stopped) {
              dispatch.stop(flight);
            }
          });
      return outcome(provider.name(), fetching.end());
    } catch (PeerException e) {
      LOG.info("Node {} gives nothing of blob {}: {}", provider.name(), blob(), e.getMessage());
      return Outcome.NOTHING;
    }
  }

  private Outcome outcome(String provider, Ended ended) {
    return switch (ended.how()) {
      case Fetched.All() -> new Outcome(true, false, ended.came(), Optional.empty());
      case Fetched.Partly(String why) -> {
        if (!flight.stopped) {
          LOG.info("Node {} gave not all of blob {}: {}", provider, blob(), why);
        }
        yield new Outcome(false, false, ended.came(), Optional.empty());
      }
      case Fetched.Lie(String why) -> {
        LOG.warn(
            "Node {} gave other bytes than those of blob {}: {}. It is asked for nothing for a"
                + " while, and for this blob not any more",
            provider,
            blob(),
            why);
        conduct.lied(provider, blob());
        yield new Outcome(false, true, ended.came(), Optional.empty());
      }
    };
  }

  private BlobHash blob() {
    return fill.record().hash();
  }
}
