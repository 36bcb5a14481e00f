package io.horizonpush.fallback.origin;

import java.util.Optional;

/**
 * What a node may spend at an origin, because somebody pays for it: bytes that are read, and
 * requests. Over it nothing is asked for, and what is here or at members is served alone.
 *
 * @param bytes spent when a body is opened; what is not read of it is given back
 * @param requests spent by each attempt
 */
public record OriginBudget(Optional<Meter> bytes, Optional<Meter> requests) {

  /** No limit. */
  public static final OriginBudget UNLIMITED = new OriginBudget(Optional.empty(), Optional.empty());

  /**
   * Spends a request.
   *
   * @throws OriginException over budget
   */
  void spendRequest() {
    requests.ifPresent(meter -> meter.spend(1));
  }

  /** Gives back a request that was not made. */
  void giveBackRequest() {
    requests.ifPresent(meter -> meter.giveBack(1));
  }

  /**
   * Spends bytes.
   *
   * @throws OriginException over budget
   */
  void spendBytes(long length) {
    bytes.ifPresent(meter -> meter.spend(length));
  }

  /** Gives back bytes that were not read. */
  void giveBackBytes(long length) {
    if (length > 0) {
      bytes.ifPresent(meter -> meter.giveBack(length));
    }
  }
}
