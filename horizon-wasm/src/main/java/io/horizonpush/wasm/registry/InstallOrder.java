package io.horizonpush.wasm.registry;

import io.horizonpush.wasm.abi.Grants;
import io.horizonpush.wasm.abi.Match;
import io.horizonpush.wasm.chain.OnError;
import java.util.Optional;

/**
 * What an operator says when a plugin is installed; what is not said stays as it was, or is preset.
 *
 * @param as the name on this node; nothing for the manifest's
 * @param settings a JSON object that may hold secrets
 */
public record InstallOrder(
    Optional<String> as, Granting granting, Optional<String> settings, Wishes wishes) {

  /** Nothing said. */
  public static final InstallOrder PLAIN =
      new InstallOrder(Optional.empty(), Granting.NOTHING, Optional.empty(), Wishes.NONE);

  /**
   * What is granted.
   *
   * @param allRequested whether all is granted that the manifest asks for and says
   * @param trust whether whoever signed it, if anybody did, is the publisher from now on
   */
  public record Granting(Grants grants, boolean allRequested, boolean trust) {

    static final Granting NOTHING = new Granting(Grants.NONE, false, false);
  }

  /** How it is to run. */
  public record Wishes(
      Optional<Match> match,
      Optional<OnError> onError,
      Optional<Integer> priority,
      Optional<Integer> instances) {

    static final Wishes NONE =
        new Wishes(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  @Override
  public String toString() {
    return "InstallOrder[%s, %s, settings hidden, %s]".formatted(as, granting, wishes);
  }
}
