package io.horizonpush.s3.model;

import java.time.Instant;
import java.util.Optional;

/**
 * Until when a version is kept.
 *
 * @param period what was set last; nothing when it was taken back
 * @param complianceUntil the latest end that compliance was ever promised: it is never shortened,
 *     whatever was set later
 */
public record Retention(Optional<Period> period, Optional<Instant> complianceUntil)
    implements Attribute {

  /** How binding a retention is. */
  public enum Mode {
    /** Who has the right may end it. */
    GOVERNANCE,
    /** Nobody may end it. */
    COMPLIANCE
  }

  /** A time to keep a version. */
  public record Period(Mode mode, Instant until) {}

  /** A retention that nothing was set before. */
  public static Retention of(Period period) {
    return new Retention(
        Optional.of(period),
        period.mode() == Mode.COMPLIANCE ? Optional.of(period.until()) : Optional.empty());
  }

  /** Until when the version is kept, whoever asks; nothing when no retention is set. */
  public Optional<Instant> until() {
    return later(period.map(Period::until), complianceUntil);
  }

  /** This, kept at least as long as compliance was promised by another. */
  public Retention atLeast(Retention other) {
    return new Retention(period, later(complianceUntil, other.complianceUntil));
  }

  private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> two) {
    return one.isEmpty() || (two.isPresent() && two.get().isAfter(one.get())) ? two : one;
  }

  @Override
  public Name name() {
    return Name.RETENTION;
  }
}
