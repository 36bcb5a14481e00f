package io.horizonpush.fallback.origin;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What went between this node and an origin, since the node started. Thread-safe. */
public final class OriginTraffic {

  /** What became of a request. */
  public enum Outcome {
    /** It was done. */
    DONE,
    /** There is no such object. */
    MISSING,
    /** The object is another one than the condition names. */
    CHANGED,
    /** The credentials are wrong, or may not do it. */
    DENIED,
    /** The origin wants fewer requests. */
    THROTTLED,
    /** The origin cannot be reached, or failed. */
    UNAVAILABLE,
    /** The origin took too long. */
    TIMED_OUT,
    /** The answer was not what was asked for. */
    BROKEN,
    /** It cannot be done there. */
    REFUSED;

    static Outcome of(OriginFault fault) {
      return switch (fault) {
        case OriginFault.Missing m -> MISSING;
        case OriginFault.Changed c -> CHANGED;
        case OriginFault.Denied d -> DENIED;
        case OriginFault.WrongCredentials w -> DENIED;
        case OriginFault.Throttled t -> THROTTLED;
        case OriginFault.Unavailable u -> UNAVAILABLE;
        case OriginFault.TimedOut t -> TIMED_OUT;
        case OriginFault.Broken b -> BROKEN;
        case OriginFault.Archived a -> REFUSED;
        case OriginFault.Misconfigured m -> REFUSED;
        case OriginFault.OverBudget o -> REFUSED;
        case OriginFault.Unsupported u -> REFUSED;
      };
    }
  }

  private final Map<Outcome, LongAdder> requests = new ConcurrentHashMap<>();
  private final LongAdder read = new LongAdder();
  private final LongAdder written = new LongAdder();

  void count(Outcome outcome) {
    of(outcome).increment();
  }

  void read(long bytes) {
    read.add(bytes);
  }

  void wrote(long bytes) {
    written.add(bytes);
  }

  /** How many requests became this. */
  public long requests(Outcome outcome) {
    return of(outcome).sum();
  }

  private LongAdder of(Outcome outcome) {
    return requests.computeIfAbsent(outcome, _ -> new LongAdder());
  }

  /** Bytes of objects that were read there. */
  public long bytesRead() {
    return read.sum();
  }

  /** Bytes of objects that were written there. */
  public long bytesWritten() {
    return written.sum();
  }
}
