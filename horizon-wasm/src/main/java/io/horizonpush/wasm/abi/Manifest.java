package io.horizonpush.wasm.abi;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What a plugin says of itself. Immutable.
 *
 * @param priority smaller ones come first
 * @param grants that it asks for
 * @param config what its settings must be like
 */
public record Manifest(
    About about,
    Set<Phase> phases,
    int priority,
    Match match,
    Bodies bodies,
    Grants grants,
    Running running,
    ConfigSchema config) {

  public Manifest {
    phases = Set.copyOf(phases);
  }

  /** What it is called, and by whom. */
  public record About(
      String name,
      String version,
      Optional<String> description,
      Optional<String> homepage,
      Optional<String> license) {}

  /**
   * What it does with bodies.
   *
   * @param preservesLength whether what it writes is as long as what it read
   * @param deterministic whether equal bytes and settings give equal ones
   * @param hold the most bytes of an answer that may wait for its verdict
   */
  public record Bodies(
      BodyAccess request,
      BodyAccess response,
      boolean preservesLength,
      boolean deterministic,
      Multipart multipart,
      long hold) {}

  /** What becomes of a multipart upload whose bodies it writes. */
  public enum Multipart {
    REFUSE,
    PER_PART
  }

  /** How it runs. */
  public record Running(PluginLimits limits, Isolation isolation, Duration tick) {}

  /** Whether an instance serves more than one request. */
  public enum Isolation {
    POOLED,
    PER_REQUEST
  }
}
