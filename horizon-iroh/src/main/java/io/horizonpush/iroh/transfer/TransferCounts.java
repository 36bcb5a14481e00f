package io.horizonpush.iroh.transfer;

import io.horizonpush.iroh.index.TransferRecord.State;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** How transfers ended since the start. Thread-safe. */
public final class TransferCounts {

  private final Map<State, LongAdder> ended = new EnumMap<>(State.class);
  private final LongAdder unrecorded = new LongAdder();

  TransferCounts() {
    Stream.of(State.values())
        .filter(State::isOver)
        .forEach(state -> ended.put(state, new LongAdder()));
  }

  void end(State state) {
    LongAdder count = ended.get(state);
    if (count != null) {
      count.increment();
    }
  }

  void leaveOut() {
    unrecorded.increment();
  }

  /** How many ended, by how. */
  public Map<String, Long> ended() {
    Map<String, Long> counts = new TreeMap<>();
    ended.forEach((state, count) -> counts.put(state.name().toLowerCase(Locale.ROOT), count.sum()));
    return counts;
  }

  /** The reads that are not noted, since too many ended at once. */
  public long unrecorded() {
    return unrecorded.sum();
  }
}
