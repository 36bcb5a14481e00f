package io.horizonpush.wasm.chain;

import io.horizonpush.s3.model.BlobHash;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How an entry of the chain is.
 *
 * @param digest of the plugin's file
 * @param quarantine how long until it is tried again; nothing if it is in none
 * @param lastFailure since the entry was made
 * @param droppedLines of its log
 */
public record EntryStatus(
    String name,
    BlobHash digest,
    Optional<Duration> quarantine,
    Pool pool,
    Optional<Failure> lastFailure,
    long droppedLines) {

  /**
   * The instances of the entry.
   *
   * @param most at once
   * @param waiting to be used
   * @param used by requests now
   * @param reservedBytes that all of them could take together
   */
  public record Pool(int most, int waiting, int used, long reservedBytes) {}

  /**
   * A failure of the plugin.
   *
   * @param kind as metrics name it
   * @param text one line for an operator
   */
  public record Failure(Instant time, String kind, String text, String request) {}
}
