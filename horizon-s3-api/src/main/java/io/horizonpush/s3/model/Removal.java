package io.horizonpush.s3.model;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * That somebody removed a version by its id. It stands beside the other registers: whether the
 * version is there is computed. What two nodes know of it joins so that a removal that holds is
 * never lost to one that does not.
 *
 * @param stamp of the last removal
 * @param bypassed the newest state of the retention that a remover knew who had and used the right
 *     to end one for governance; nothing when there was none
 */
public record Removal(Stamp stamp, Optional<Stamp> bypassed) {

  /** The removal of a version as it is known now. */
  public static Removal of(ObjectVersion version, Stamp stamp, boolean bypassed) {
    Optional<Stamp> retention =
        version.attributes().register(Attribute.Name.RETENTION).map(Register::stamp);
    return new Removal(stamp, bypassed ? retention : Optional.empty());
  }

  /** What is known by this and another of the same version. */
  public Removal and(Removal other) {
    return new Removal(
        stamp.compareTo(other.stamp) >= 0 ? stamp : other.stamp,
        Stream.of(bypassed, other.bypassed)
            .flatMap(Optional::stream)
            .max(Comparator.naturalOrder()));
  }

  /**
   * Whether locks would make the removal void if it were made at some time; one that the remover
   * did not know of does, too, whichever came first.
   */
  public boolean isForbiddenAt(Instant time, Attributes attributes) {
    return attributes.registers().values().stream().anyMatch(each -> isForbiddenBy(each, time));
  }

  private boolean isForbiddenBy(Register<Attribute> register, Instant time) {
    return switch (register.value()) {
      case LegalHold hold -> hold.on();
      case Retention retention ->
          isBehind(retention.complianceUntil(), time)
              || (!hasBypassed(register.stamp()) && isBehind(retention.until(), time));
      case Acl _, Tags _, StorageClass _ -> false;
    };
  }

  private static boolean isBehind(Optional<Instant> end, Instant time) {
    return end.filter(each -> each.isAfter(time)).isPresent();
  }

  private boolean hasBypassed(Stamp retention) {
    return bypassed.filter(known -> known.compareTo(retention) >= 0).isPresent();
  }
}
