package io.horizonpush.wasm.chain;

import java.time.Duration;

/**
 * What bounds a chain.
 *
 * @param slowClients from whom instances are taken back
 * @param cachedAnswers of one entry
 * @param cachedBytes of the bodies of one entry's cached answers together
 */
public record ChainSettings(SlowClients slowClients, int cachedAnswers, long cachedBytes) {

  /** If nobody says otherwise. */
  public static final ChainSettings DEFAULT =
      new ChainSettings(new SlowClients(Duration.ofMinutes(1), 16 << 10), 10_000, 64L << 20);

  /**
   * Which clients keep instances too long: while an answer that plugins read or write goes to a
   * client, it has their instances. When all instances of an entry are used, an answer that has
   * taken longer than this for what its client has got is broken off, and gives them back.
   *
   * @param grace for the first bytes
   * @param bytesPerSecond for the others
   */
  public record SlowClients(Duration grace, long bytesPerSecond) {

    /** Whether an answer has taken too long. */
    boolean isOne(Duration since, long delivered) {
      return since.compareTo(grace.plusMillis(1_000 * delivered / bytesPerSecond)) > 0;
    }
  }
}
