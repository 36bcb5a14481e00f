package io.horizonpush.iroh.home;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many decisions of homes there were, of those that this node asked and of those that it is, by
 * what came of them; and how long this node's clients waited for them. Thread-safe.
 */
public final class HomeCounts {

  /** What came of a decision. */
  public enum Result {
    /** It was made. */
    DECIDED("decided"),
    /** The home says no, as S3 does. */
    REFUSED("refused"),
    /** There is none: no answer, or one that it is not to be had now. */
    UNAVAILABLE("unavailable");

    private final String text;

    Result(String text) {
      this.text = text;
    }

    /** The word for it in metrics. */
    public String text() {
      return text;
    }

    static Result of(S3Exception error) {
      return error.code() == S3ErrorCode.SERVICE_UNAVAILABLE
              || error.code() == S3ErrorCode.SLOW_DOWN
          ? UNAVAILABLE
          : REFUSED;
    }

    static Result of(HomeAnswer answer) {
      return switch (answer) {
        case HomeAnswer.Decided _ -> DECIDED;
        case HomeAnswer.Refused(S3Exception error) -> of(error);
        case HomeAnswer.OtherContent _, HomeAnswer.Denied _ -> REFUSED;
        case HomeAnswer.Never _,
            HomeAnswer.Elsewhere _,
            HomeAnswer.NotNow _,
            HomeAnswer.Busy _,
            HomeAnswer.Stands _,
            HomeAnswer.GivenUp _,
            HomeAnswer.Named _ ->
            UNAVAILABLE;
      };
    }
  }

  private final Map<Result, LongAdder> asked = counters();
  private final Map<Result, LongAdder> given = counters();
  private final LongAdder waitedNanos = new LongAdder();

  private static Map<Result, LongAdder> counters() {
    Map<Result, LongAdder> counters = new EnumMap<>(Result.class);
    for (Result result : Result.values()) {
      counters.put(result, new LongAdder());
    }
    return counters;
  }

  private static void count(Map<Result, LongAdder> counters, Result result) {
    Objects.requireNonNull(counters.get(result)).increment();
  }

  /** Counts a decision that a client of this node waited for. */
  void asked(Result result, Duration waited) {
    count(asked, result);
    waitedNanos.add(waited.toNanos());
  }

  /** Counts an answer to a member that asked this node to decide. */
  void given(HomeAnswer answer) {
    count(given, Result.of(answer));
  }

  /** The decisions that clients of this node waited for, by what came of them. */
  public Map<String, Long> asked() {
    return read(asked);
  }

  /** How long they waited, all together, in seconds. */
  public double waitedSeconds() {
    return waitedNanos.sum() / 1e9;
  }

  /** The answers to members that asked this node to decide. */
  public Map<String, Long> given() {
    return read(given);
  }

  private static Map<String, Long> read(Map<Result, LongAdder> counters) {
    Map<String, Long> read = new TreeMap<>();
    counters.forEach((result, count) -> read.put(result.text(), count.sum()));
    return read;
  }
}
