package io.horizonpush.node.cli;

import io.horizonpush.node.cli.EventReader.Sent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Follows the events of a node until it is stopped, over ends of the connection and of the node: it
 * comes back with the id of the last event that it heard. {@link #stop} is for any thread.
 */
final class EventFollower {

  /** A node is heard of more often than that, be it by a comment. */
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(45);

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final Supplier<AdminClient> connecting;
  private final Consumer<Sent> events;
  private final Consumer<String> problems;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile Optional<AnswerLines> current = Optional.empty();
  private String last = "";
  private Duration pause = SHORTEST_PAUSE;

  /**
   * @param connecting finds the node, which may be elsewhere when it is back
   * @param problems hears, once for each time, why nothing is heard any more
   */
  EventFollower(
      Supplier<AdminClient> connecting, Consumer<Sent> events, Consumer<String> problems) {
    this.connecting = connecting;
    this.events = events;
    this.problems = problems;
  }

  /**
   * Follows until it is stopped or its thread interrupted.
   *
   * @throws CliException if it cannot even begin
   */
  void run() {
    try {
      followOnce();
      boolean told = false;
      while (!stopped.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        try {
          followOnce();
          told = false;
        } catch (CliException e) {
          if (!told) {
            problems.accept(String.valueOf(e.getMessage()));
          }
          told = true;
          pause = longer(pause);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  /** Follows until the connection ends. */
  private void followOnce() throws InterruptedException {
    try (AnswerLines lines = connecting.get().follow("events", last)) {
      current = Optional.of(lines);
      pause = SHORTEST_PAUSE;
      EventReader reader = new EventReader(last);
      Optional<String> line = next(lines);
      while (line.isPresent()) {
        reader.take(line.get()).ifPresent(this::take);
        line = next(lines);
      }
    } finally {
      current = Optional.empty();
    }
  }

  private Optional<String> next(AnswerLines lines) throws InterruptedException {
    return stopped.getCount() == 0 ? Optional.empty() : lines.next(LONGEST_SILENCE);
  }

  private void take(Sent sent) {
    events.accept(sent);
    last = sent.id();
  }

  /** Ends it: what is being shown is shown to its end. */
  void stop() {
    stopped.countDown();
    current.ifPresent(AnswerLines::close);
  }
}
