package io.horizonpush.node.model;

import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import io.horizonpush.node.testing.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A bucket that all clients use at once. No model knows who comes first there, but some facts hold
 * whoever does: see {@link Register} and {@link Counter}. Thread-safe.
 */
final class Shared {

  private static final String BUCKET = "model-shared";
  private static final int KEYS = 4;

  private final List<Register> registers =
      IntStream.range(0, KEYS).mapToObj(i -> new Register(at("register-" + i))).toList();
  private final List<Counter> counters =
      IntStream.range(0, KEYS).mapToObj(i -> new Counter(at("counter-" + i))).toList();

  private static String at(String key) {
    return Request.at(BUCKET, key);
  }

  /** Makes the bucket. */
  void prepare(Wire wire) throws IOException {
    Reply _ = wire.send(Request.of("PUT", Request.at(BUCKET, "")));
  }

  /** One operation of a client. */
  void use(Wire wire, int client, Dice dice) throws IOException {
    switch (dice.below(4)) {
      case 0 -> dice.of(counters).increment(wire);
      case 1 -> dice.of(registers).write(wire, client);
      default -> dice.of(registers).read(wire);
    }
  }

  /** What is not as it should be while nobody writes. */
  List<String> settle(int port) throws IOException {
    List<String> wrong = new ArrayList<>();
    try (Wire wire = new Wire(port)) {
      for (Register register : registers) {
        register.read(wire);
      }
      for (Counter counter : counters) {
        counter.settle(wire).ifPresent(wrong::add);
      }
    }
    return wrong;
  }
}
