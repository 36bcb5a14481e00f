package io.horizonpush.node.model;

import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import io.horizonpush.node.testing.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A key whose versions are kept and that many write. Whoever is first, every write is a version of
 * its own, which stays as it is until its writer removes it. Thread-safe.
 */
final class SharedVersions {

  /** How many versions a client keeps. */
  private static final int MOST = 20;

  private final String target;
  private final AtomicLong values = new AtomicLong();

  /** The values by ids; those of a client are used by its thread alone. */
  private final Map<Integer, Map<String, String>> written = new ConcurrentHashMap<>();

  SharedVersions(String target) {
    this.target = target;
  }

  /** Writes, reads a version or, if there are many, removes one. */
  void use(Wire wire, int client, Dice dice) throws IOException {
    Map<String, String> own = written.computeIfAbsent(client, _ -> new LinkedHashMap<>());
    if (own.isEmpty() || dice.oneIn(2)) {
      write(wire, client, own);
    } else if (own.size() > MOST) {
      String oldest = own.keySet().iterator().next();
      String _ = own.remove(oldest); // Whether it is removed is uncertain until it is answered.
      expect(send(wire, Request.of("DELETE", version(oldest))), 204, "");
      expect(send(wire, Request.of("GET", version(oldest))), 404, "");
    } else {
      String id = dice.of(List.copyOf(own.keySet()));
      expect(send(wire, Request.of("GET", version(id))), 200, own.getOrDefault(id, ""));
    }
  }

  private void write(Wire wire, int client, Map<String, String> own) throws IOException {
    String value = client + ":" + values.incrementAndGet();
    Reply reply = send(wire, Request.of("PUT", target).withText(value));
    expect(reply, 200, "");
    String id = reply.header(Step.VERSION);
    if (id.isEmpty() || own.put(id, value) != null) {
      throw new AssertionError(target + " was written as version " + id + ", which is not new");
    }
  }

  private static Reply send(Wire wire, Request request) throws IOException {
    Reply reply = wire.send(request);
    if (reply.status() == 503) {
      throw new IOException("the node is shutting down");
    }
    return reply;
  }

  private void expect(Reply reply, int status, String text) {
    boolean same = status == 404 || reply.text().equals(text);
    if (reply.status() != status || !same) {
      throw new AssertionError(
          "%s answers %d with %s and not %d with %s"
              .formatted(target, reply.status(), reply.text(), status, text));
    }
  }

  private String version(String id) {
    return target + "?versionId=" + id;
  }

  /** The versions that are not as they were written, while nobody writes. */
  List<String> settle(Wire wire) throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Map<String, String> own : written.values()) {
      for (Map.Entry<String, String> each : own.entrySet()) {
        Reply reply = wire.send(Request.of("GET", version(each.getKey())));
        if (reply.status() != 200 || !reply.text().equals(each.getValue())) {
          wrong.add("%s is %d with %s".formatted(each, reply.status(), reply.text()));
        }
      }
    }
    return wrong;
  }
}
