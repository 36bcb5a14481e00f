package io.horizonpush.node.model;

import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import io.horizonpush.node.testing.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Two buckets that all clients use at once, of which one keeps versions. No model knows who comes
 * first there, but some facts hold whoever does: see {@link Register}, {@link Counter} and {@link
 * SharedVersions}. Thread-safe.
 */
final class Shared {

  private static final String BUCKET = "model-shared";
  private static final String VERSIONS = "model-shared-versions";
  private static final int KEYS = 4;

  private final List<Register> registers =
      IntStream.range(0, KEYS).mapToObj(i -> new Register(at("register-" + i))).toList();
  private final List<Counter> counters =
      IntStream.range(0, KEYS).mapToObj(i -> new Counter(at("counter-" + i))).toList();

  private final SharedVersions versions = new SharedVersions(Request.at(VERSIONS, "versions"));
  private final Register versionedRegister = new Register(Request.at(VERSIONS, "register"));
  private final Counter versionedCounter = new Counter(Request.at(VERSIONS, "counter"));

  private static String at(String key) {
    return Request.at(BUCKET, key);
  }

  /** Makes the buckets. */
  void prepare(Wire wire) throws IOException {
    Reply _ = wire.send(Request.of("PUT", Request.at(BUCKET, "")));
    Reply _ = wire.send(Request.of("PUT", Request.at(VERSIONS, "")));
    Outcome _ = LockSteps.setVersioning(VERSIONS, ModelBucket.ENABLED).perform(wire);
  }

  /** One operation of a client. */
  void use(Wire wire, int client, Dice dice) throws IOException {
    switch (dice.below(8)) {
      case 0 -> dice.of(counters).increment(wire);
      case 1 -> dice.of(registers).write(wire, client);
      case 2, 3 -> dice.of(registers).read(wire);
      case 4 -> versionedCounter.increment(wire);
      case 5 -> versionedRegister.write(wire, client);
      case 6 -> versionedRegister.read(wire);
      default -> versions.use(wire, client, dice);
    }
  }

  /** What is not as it should be while nobody writes. */
  List<String> settle(int port) throws IOException {
    List<String> wrong = new ArrayList<>();
    try (Wire wire = new Wire(port)) {
      for (Register register : registers) {
        register.read(wire);
      }
      versionedRegister.read(wire);
      versionedCounter.settle(wire).ifPresent(wrong::add);
      wrong.addAll(versions.settle(wire));
      for (Counter counter : counters) {
        counter.settle(wire).ifPresent(wrong::add);
      }
    }
    return wrong;
  }
}
