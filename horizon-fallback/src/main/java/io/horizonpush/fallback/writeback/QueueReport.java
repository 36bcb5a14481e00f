package io.horizonpush.fallback.writeback;

import io.horizonpush.s3.store.OriginJournal.Load;
import io.horizonpush.s3.store.OriginJournal.Stuck;
import java.util.List;
import java.util.Optional;

/**
 * What is to be done at an origin, for an operator.
 *
 * @param trouble why nothing goes there now, if so
 * @param stuck some of the tasks that wait for somebody
 */
public record QueueReport(Load load, Optional<String> trouble, List<Stuck> stuck) {

  /** How many of those that wait for somebody are told. */
  static final int REASONS = 10;

  public QueueReport {
    stuck = List.copyOf(stuck);
  }
}
