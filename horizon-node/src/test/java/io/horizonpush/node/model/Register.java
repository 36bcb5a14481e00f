package io.horizonpush.node.model;

import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import io.horizonpush.node.testing.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An object that many write and read. A read must find a value that somebody has begun to write
 * before it ended, and that nobody had certainly overwritten before it began. Every value is
 * written once. Thread-safe.
 */
final class Register {

  private static final long NEVER = Long.MAX_VALUE;

  /** How long a read may take before what it finds is forgotten. */
  private static final long REMEMBERED_NANOS = 90_000_000_000L;

  private final String target;
  private final AtomicLong values = new AtomicLong();
  private final List<Write> writes = new ArrayList<>();

  /**
   * A write.
   *
   * @param ended when it was answered; {@link #NEVER} while it is not
   */
  private record Write(String value, long begun, long ended) {}

  Register(String target) {
    this.target = target;
  }

  void write(Wire wire, int client) throws IOException {
    Write write = new Write(client + ":" + values.incrementAndGet(), System.nanoTime(), NEVER);
    synchronized (writes) {
      writes.add(write);
    }
    Reply reply = wire.send(Request.of("PUT", target).withText(write.value()));
    if (reply.status() == 503) {
      throw new IOException("the node is shutting down");
    }
    if (reply.status() != 200) {
      throw new AssertionError(target + " answers a write with " + reply.status());
    }
    long ended = System.nanoTime();
    synchronized (writes) {
      writes.set(writes.indexOf(write), new Write(write.value(), write.begun(), ended));
      writes.removeIf(each -> isOverwritten(each, ended - REMEMBERED_NANOS));
    }
  }

  void read(Wire wire) throws IOException {
    long begun = System.nanoTime();
    Reply reply = wire.send(Request.of("GET", target));
    if (reply.status() == 503) {
      throw new IOException("the node is shutting down");
    }
    synchronized (writes) {
      if (reply.status() == 404) {
        if (writes.stream().anyMatch(write -> write.ended() < begun)) {
          throw new AssertionError(target + " is gone although it was written");
        }
        return;
      }
      String value = reply.text();
      String etag = reply.header("etag");
      boolean possible =
          writes.stream()
              .anyMatch(write -> write.value().equals(value) && !isOverwritten(write, begun));
      if (reply.status() != 200
          || !possible
          || !etag.equals("\"" + ModelBody.of(reply.body()).md5() + "\"")) {
        throw new AssertionError(
            "%s answers %d with %s and tag %s; written were %s"
                .formatted(target, reply.status(), value, etag, writes));
      }
    }
  }

  /** Whether another write began after this one had ended, and ended itself before a moment. */
  private boolean isOverwritten(Write write, long moment) {
    return writes.stream()
        .anyMatch(other -> write.ended() < other.begun() && other.ended() < moment);
  }
}
