package io.horizonpush.node.model;

import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import io.horizonpush.node.testing.Wire;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A number in an object that many increase by compare and set. In the end it is as many as were
 * told that they had increased it, and those who were not answered may have. Thread-safe.
 */
final class Counter {

  private final String target;
  private final AtomicLong increased = new AtomicLong();
  private final AtomicLong unanswered = new AtomicLong();

  Counter(String target) {
    this.target = target;
  }

  /** Tries once; true if nobody was faster. */
  boolean increment(Wire wire) throws IOException {
    Reply current = wire.send(Request.of("GET", target));
    boolean absent = current.status() == 404;
    long value = absent ? 0 : Long.parseLong(current.text());
    String condition = absent ? "If-None-Match: *" : "If-Match: " + current.header("etag");
    Request request =
        Request.of("PUT", target).with(List.of(condition)).withText(Long.toString(value + 1));
    unanswered.incrementAndGet();
    int status = wire.send(request).status();
    if (status == 503) {
      throw new IOException("the node is shutting down");
    }
    unanswered.decrementAndGet();
    return switch (status) {
      case 200 -> {
        increased.incrementAndGet();
        yield true;
      }
      case 412 -> false;
      default -> throw new AssertionError(target + " answers a conditional write with " + status);
    };
  }

  /** What is wrong with the number while nobody increases it. */
  Optional<String> settle(Wire wire) throws IOException {
    Reply reply = wire.send(Request.of("GET", target));
    long value = reply.status() == 404 ? 0 : Long.parseLong(reply.text());
    long least = increased.get();
    long most = least + unanswered.getAndSet(0);
    increased.set(value);
    return value < least || value > most
        ? Optional.of("%s is %d and not %d to %d".formatted(target, value, least, most))
        : Optional.empty();
  }

  /** How often it was increased. */
  long increased() {
    return increased.get();
  }
}
