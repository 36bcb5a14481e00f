package io.horizonpush.iroh.swarm;

import java.util.Optional;

/**
 * The members that say that they have a blob, as they answer. What they say is to be seen by what
 * they give: the first to answer may be lying. Confined to one thread at a time.
 */
public interface HolderSearch extends AutoCloseable {

  /** Where there is nobody to be asked. */
  HolderSearch NOBODY =
      new HolderSearch() {
        @Override
        public Optional<Holder> next(boolean far) {
          return Optional.empty();
        }

        @Override
        public void close() {}
      };

  /**
   * The next one; waits while members are still to answer.
   *
   * @param far whether to connect with members for this question alone
   * @return nothing once all have answered; some that are far may still be left
   */
  Optional<Holder> next(boolean far);

  /** Asks nobody any more. */
  @Override
  void close();
}
