package io.horizonpush.s3.model;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The attributes of a version, each a register.
 *
 * @param registers by name; a name without one was never set
 */
public record Attributes(Map<Attribute.Name, Register<Attribute>> registers) {

  public static final Attributes NONE = new Attributes(Map.of());

  public Attributes {
    registers =
        registers.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(registers));
  }

  /** Attributes that were all set by one write. */
  public static Attributes at(Stamp stamp, Collection<Attribute> values) {
    Map<Attribute.Name, Register<Attribute>> registers = new EnumMap<>(Attribute.Name.class);
    values.forEach(value -> registers.put(value.name(), new Register<>(stamp, value)));
    return new Attributes(registers);
  }

  /** The register of an attribute. */
  public Optional<Register<Attribute>> register(Attribute.Name name) {
    return Optional.ofNullable(registers.get(name));
  }

  /**
   * Who may do what with the version, and whose it is; nothing for one of its bucket's owner that
   * is open to nobody else.
   */
  public Optional<Acl> acl() {
    return value(Attribute.Name.ACL).map(Acl.class::cast);
  }

  public Tags tags() {
    return value(Attribute.Name.TAGS).map(Tags.class::cast).orElse(Tags.NONE);
  }

  public Optional<Retention> retention() {
    return value(Attribute.Name.RETENTION).map(Retention.class::cast);
  }

  /** Whether the version is held until somebody lets it go; nothing where nobody ever said. */
  public Optional<LegalHold> legalHold() {
    return value(Attribute.Name.LEGAL_HOLD).map(LegalHold.class::cast);
  }

  public StorageClass storageClass() {
    return value(Attribute.Name.STORAGE_CLASS)
        .map(StorageClass.class::cast)
        .orElse(StorageClass.STANDARD);
  }

  /** Whether something keeps the version from being removed at a time. */
  public boolean isLockedAt(Instant time) {
    return legalHold().filter(LegalHold::on).isPresent()
        || retention().filter(each -> each.keeps(time, false)).isPresent();
  }

  /** The values, in the order of names. */
  public List<Attribute> values() {
    return registers.values().stream().map(Register::value).toList();
  }

  /** These with one attribute set anew. */
  public Attributes with(Register<Attribute> register) {
    Map<Attribute.Name, Register<Attribute>> changed = new EnumMap<>(Attribute.Name.class);
    changed.putAll(registers);
    changed.put(register.value().name(), register);
    return new Attributes(changed);
  }

  private Optional<Attribute> value(Attribute.Name name) {
    return register(name).map(Register::value);
  }
}
