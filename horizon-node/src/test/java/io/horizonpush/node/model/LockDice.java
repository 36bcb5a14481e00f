package io.horizonpush.node.model;

import io.horizonpush.node.model.ModelRetention.ModelDefault;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Chooses locks. What nothing can remove any more is kept rare, so that buckets do not fill.
 * Stateless.
 */
final class LockDice {

  /** So many versions of a bucket may be locked for compliance and for long. */
  private static final int MOST_KEPT = 12;

  /** The fewest days of an end that is far away: more than any default retention. */
  private static final int FAR_DAYS = 10;

  private LockDice() {}

  /** A lock that a write asks for. */
  static ModelLock lock(Dice dice, ModelS3 model, String bucket) {
    return switch (dice.below(4)) {
      case 0 -> ModelLock.NONE.withHold(dice.oneIn(2));
      case 1 ->
          ModelLock.NONE
              .withRetention(Optional.of(retention(dice, model, bucket)))
              .withHold(dice.oneIn(3));
      default -> ModelLock.NONE.withRetention(Optional.of(retention(dice, model, bucket)));
    };
  }

  /** An end that is some seconds or many days away. */
  static ModelRetention retention(Dice dice, ModelS3 model, String bucket) {
    boolean far = dice.oneIn(2);
    Instant end =
        far
            ? Instant.now().plus(FAR_DAYS + dice.below(20), ChronoUnit.DAYS)
            : Instant.now().plusSeconds(20L + dice.below(20));
    boolean governance = dice.oneIn(2) || (far && isCrowded(model, bucket));
    return ModelRetention.until(
        governance ? ModelRetention.GOVERNANCE : ModelRetention.COMPLIANCE, end);
  }

  /** A default retention, or none. */
  static Optional<ModelDefault> defaultRetention(Dice dice, ModelS3 model, String bucket) {
    if (dice.oneIn(2) || isCrowded(model, bucket)) {
      return Optional.empty();
    }
    String mode = dice.oneIn(6) ? ModelRetention.COMPLIANCE : ModelRetention.GOVERNANCE;
    return Optional.of(new ModelDefault(mode, 1 + dice.below(FAR_DAYS - 2)));
  }

  /** Whether many versions of a bucket can be removed by nobody. */
  static boolean isCrowded(ModelS3 model, String bucket) {
    Instant later = Instant.now().plus(1, ChronoUnit.HOURS);
    long kept =
        model.findBucket(bucket).stream()
            .flatMap(each -> each.versions.values().stream())
            .flatMap(versions -> versions.stream())
            .flatMap(version -> version.object().stream())
            .flatMap(object -> object.details().lock().retention().stream())
            .filter(each -> each.isCompliance() && each.latest().isAfter(later))
            .count();
    return kept >= MOST_KEPT;
  }
}
