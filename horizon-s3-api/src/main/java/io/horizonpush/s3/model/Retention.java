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

  /** No retention. */
  public static final Retention NONE = new Retention(Optional.empty(), Optional.empty());

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

  /**
   * Whether a version may not be removed yet.
   *
   * @param bypass whether who removes it may end a governance retention, and means to
   */
  public boolean keeps(Instant now, boolean bypass) {
    return isCompliance(now) || (!bypass && until().filter(end -> end.isAfter(now)).isPresent());
  }

  /**
   * What is told of this: the period that was set last, or the promise of compliance that outlasts
   * it.
   */
  public Optional<Period> shown(Instant now) {
    return complianceUntil
        .filter(end -> end.isAfter(now))
        .filter(end -> period.filter(set -> set.until().isAfter(end)).isEmpty())
        .map(end -> new Period(Mode.COMPLIANCE, end))
        .or(() -> period);
  }

  /**
   * This, with another period in its place.
   *
   * @param asked nothing to take the retention back
   * @param bypass whether who asks may end a governance retention, and says that they mean to
   * @param now by a clock that nobody moved ahead
   * @throws S3Exception {@code AccessDenied} for what compliance or governance rule out
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html#object-lock-retention-modes">AWS:
   *     retention modes</a>
   */
  public Retention changed(Optional<Period> asked, boolean bypass, Instant now) {
    if (keeps(now, bypass) && !extendsThis(asked)) {
      throw S3Exception.lockedVersion();
    }
    return new Retention(asked, Optional.empty()).promised().atLeast(this);
  }

  /**
   * Whether nothing that was promised is taken back: the same mode or a stricter one, and longer.
   */
  private boolean extendsThis(Optional<Period> asked) {
    Optional<Mode> mode = period.map(Period::mode);
    return asked
        .filter(each -> mode.isEmpty() || mode.get() == each.mode())
        .filter(each -> until().filter(end -> end.isAfter(each.until())).isEmpty())
        .isPresent();
  }

  private boolean isCompliance(Instant now) {
    return complianceUntil.filter(end -> end.isAfter(now)).isPresent();
  }

  private Retention promised() {
    return period.map(Retention::of).orElse(this);
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
