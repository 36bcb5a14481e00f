package io.horizonpush.wasm.registry;

import io.horizonpush.wasm.abi.Grants;
import io.horizonpush.wasm.abi.Match;
import io.horizonpush.wasm.chain.OnError;
import java.util.OptionalInt;

/**
 * What an operator chose for a version of a plugin. Immutable; what is printed of it holds no
 * secret.
 *
 * @param settings as they were given, a JSON object that may hold secrets
 * @param priority nothing for the manifest's
 * @param match narrows that of the manifest
 * @param instances at once
 */
public record Choices(
    Grants grants,
    String settings,
    OptionalInt priority,
    Match match,
    OnError onError,
    int instances) {

  /** As many instances as an entry may have. */
  static final int MOST_INSTANCES = 256;

  /**
   * As many grants as an entry may have: each call of the host that needs one looks through them.
   */
  static final int MOST_GRANTS = 256;

  static final int LEAST_PRIORITY = -1_000;
  static final int MOST_PRIORITY = 1_000;

  /** No settings. */
  static final String NO_SETTINGS = "{}";

  /** Throws IllegalArgumentException in words for whoever chose. */
  public Choices {
    if (instances < 1 || instances > MOST_INSTANCES) {
      throw new IllegalArgumentException(
          "an entry has 1 to %d instances".formatted(MOST_INSTANCES));
    }
    if (grants.all().size() > MOST_GRANTS) {
      throw new IllegalArgumentException("an entry has at most %d grants".formatted(MOST_GRANTS));
    }
    if (priority.isPresent()
        && (priority.getAsInt() < LEAST_PRIORITY || priority.getAsInt() > MOST_PRIORITY)) {
      throw new IllegalArgumentException(
          "a priority is a number from %d to %d".formatted(LEAST_PRIORITY, MOST_PRIORITY));
    }
  }

  Choices withGrants(Grants other) {
    return new Choices(other, settings, priority, match, onError, instances);
  }

  Choices withSettings(String other) {
    return new Choices(grants, other, priority, match, onError, instances);
  }

  Choices withPriority(int other) {
    return new Choices(grants, settings, OptionalInt.of(other), match, onError, instances);
  }

  @Override
  public String toString() {
    return "Choices[%s, settings hidden, %s, %s]".formatted(grants.texts(), match, onError);
  }
}
