package io.horizonpush.s3.model;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * That somebody removed a version by its id. It stands beside the other registers: whether the
 * version is there is computed.
 *
 * @param bypassed whether the remover had and used the right to end a governance retention
 * @param seen the attributes that the remover knew, with their stamps
 */
public record Removal(Stamp stamp, boolean bypassed, Map<Attribute.Name, Stamp> seen) {

  public Removal {
    seen = seen.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(seen));
  }

  /** The removal of a version as it is known now. */
  public static Removal of(ObjectVersion version, Stamp stamp, boolean bypassed) {
    Map<Attribute.Name, Stamp> seen = new EnumMap<>(Attribute.Name.class);
    version.attributes().registers().forEach((name, each) -> seen.put(name, each.stamp()));
    return new Removal(stamp, bypassed, seen);
  }

  /** Whether the remover knew a register as it stands, or a later state of it. */
  public boolean saw(Attribute.Name name, Stamp stamp) {
    Stamp known = seen.get(name);
    return known != null && known.compareTo(stamp) >= 0;
  }
}
