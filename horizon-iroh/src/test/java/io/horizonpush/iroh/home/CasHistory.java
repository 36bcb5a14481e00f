package io.horizonpush.iroh.home;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What clients did with one key and heard, and whether one register could have answered so: there
 * is an order of all that fits the times, in which each answer is right. Thread-safe.
 *
 * @see <a href="https://doi.org/10.1006/jpdc.1993.1015">Wing, Gong: testing and verifying
 *     concurrent objects</a>
 */
final class CasHistory {

  /** What was asked: the value of a key is that of its last write, or none. */
  sealed interface Action {

    /** A read that saw this. */
    record Read(Optional<String> saw) implements Action {}

    /** A write if this was there. */
    record Write(Optional<String> expected, String value) implements Action {}
  }

  /** What was answered. */
  enum Answer {
    DONE,
    REFUSED,
    /** Nobody knows whether it was done. */
    UNKNOWN
  }

  private record Step(Action action, Answer answer, long begun, long ended) {}

  private record State(BitSet done, Optional<String> value) {}

  private final List<Step> steps = new ArrayList<>();

  synchronized void add(Action action, Answer answer, long begun, long ended) {
    steps.add(new Step(action, answer, begun, answer == Answer.UNKNOWN ? Long.MAX_VALUE : ended));
  }

  synchronized int size() {
    return steps.size();
  }

  synchronized long count(Answer answer) {
    return steps.stream().filter(step -> step.answer() == answer).count();
  }

  synchronized boolean isLinearizable() {
    steps.sort(Comparator.comparingLong(Step::begun));
    Set<State> seen = new HashSet<>();
    List<State> open = new ArrayList<>();
    open.add(new State(new BitSet(), Optional.empty()));
    while (!open.isEmpty()) {
      State state = open.removeLast();
      if (isEnd(state)) {
        return true;
      }
      long firstEnd = firstEnd(state);
      for (int i = state.done().nextClearBit(0);
          i < steps.size();
          i = state.done().nextClearBit(i + 1)) {
        if (steps.get(i).begun() > firstEnd) {
          break;
        }
        next(state, i).filter(seen::add).ifPresent(open::add);
      }
    }
    return false;
  }

  private boolean isEnd(State state) {
    for (int i = state.done().nextClearBit(0);
        i < steps.size();
        i = state.done().nextClearBit(i + 1)) {
      if (steps.get(i).answer() != Answer.UNKNOWN) {
        return false;
      }
    }
    return true;
  }

  private long firstEnd(State state) {
    long first = Long.MAX_VALUE;
    for (int i = state.done().nextClearBit(0);
        i < steps.size();
        i = state.done().nextClearBit(i + 1)) {
      first = Math.min(first, steps.get(i).ended());
    }
    return first;
  }

  /** What is there after a step, if it could come now. */
  private Optional<State> next(State state, int place) {
    BitSet done = (BitSet) state.done().clone();
    done.set(place);
    Step step = steps.get(place);
    return switch (step.action()) {
      case Action.Read(Optional<String> saw) ->
          saw.equals(state.value())
              ? Optional.of(new State(done, state.value()))
              : Optional.empty();
      case Action.Write(Optional<String> expected, String value) -> {
        boolean fits = expected.equals(state.value());
        yield switch (step.answer()) {
          case DONE, UNKNOWN ->
              fits ? Optional.of(new State(done, Optional.of(value))) : Optional.empty();
          case REFUSED -> fits ? Optional.empty() : Optional.of(new State(done, state.value()));
        };
      }
    };
  }

  @Override
  public synchronized String toString() {
    StringBuilder text = new StringBuilder();
    steps.forEach(step -> text.append(step).append('\n'));
    return text.toString();
  }
}
