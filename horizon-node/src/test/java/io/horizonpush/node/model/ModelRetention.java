package io.horizonpush.node.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Until when a version is kept.
 *
 * @param mode {@code GOVERNANCE} or {@code COMPLIANCE}
 * @param earliest the end, or the first moment that it can be where the node computed it
 * @param latest the last
 */
record ModelRetention(String mode, Instant earliest, Instant latest) {

  static final String GOVERNANCE = "GOVERNANCE";
  static final String COMPLIANCE = "COMPLIANCE";

  static ModelRetention until(String mode, Instant end) {
    Instant whole = end.truncatedTo(ChronoUnit.SECONDS);
    return new ModelRetention(mode, whole, whole);
  }

  /** What a default of so many days made of a write. */
  static ModelRetention from(ModelDefault asked, Answer answer) {
    return new ModelRetention(
        asked.mode(),
        answer.sent().plus(asked.days(), ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS),
        answer.received().plus(asked.days(), ChronoUnit.DAYS));
  }

  boolean isCompliance() {
    return mode.equals(COMPLIANCE);
  }

  /** Whether nothing that this promises is taken back by another. */
  boolean isKeptBy(ModelRetention other) {
    return other.mode.equals(mode) && !other.earliest.isBefore(latest);
  }

  /** The document that asks for it. */
  String document() {
    return "<Retention><Mode>"
        + mode
        + "</Mode><RetainUntilDate>"
        + latest
        + "</RetainUntilDate></Retention>";
  }

  /**
   * The default retention of a bucket.
   *
   * @param days few, so that whatever is asked for by name is clearly shorter or longer
   */
  record ModelDefault(String mode, int days) {}
}
