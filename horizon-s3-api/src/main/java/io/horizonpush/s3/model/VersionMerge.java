package io.horizonpush.s3.model;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * What two nodes know of one version, together: register by register the one that was written last.
 * Commutative, associative and idempotent.
 *
 * <p>Two values with one stamp come from a fill, which names the bytes that a record had named at
 * an origin, or from a writer that says two things; then any order will do that is the same
 * everywhere.
 */
final class VersionMerge {

  private static final Comparator<Object> ANY_ORDER = Comparator.comparing(Object::toString);

  /** What was promised for compliance is a maximum of its own and decides nothing here. */
  private static final Comparator<Object> RETENTION =
      Comparator.comparing(value -> ((Retention) value).period().toString());

  private VersionMerge() {}

  /** Both, which must be of one id. */
  static ObjectVersion of(ObjectVersion one, ObjectVersion two) {
    ObjectVersion last = BYTES.compare(one, two) >= 0 ? one : two;
    VersionHead head = last.head();
    VersionHead merged =
        new VersionHead(
            head.key(),
            head.id(),
            head.isNull(),
            head.stamp(),
            head.replaced(),
            either(one.head().removal(), two.head().removal(), Removal::and),
            unknown(one.head().unknown(), two.head().unknown()));
    return switch (last) {
      case Tombstone tombstone -> tombstone.withHead(merged);
      case StoredVersion stored ->
          stored.withHead(merged).withAttributes(attributes(one.attributes(), two.attributes()));
    };
  }

  /** By the register of bytes: the later, at one stamp the one that knows more of them. */
  private static final Comparator<ObjectVersion> BYTES =
      Comparator.comparing(ObjectVersion::stamp)
          .thenComparing(VersionMerge::knowledge)
          .thenComparing(ObjectVersion::isNull)
          .thenComparing(version -> version.replaced().toString())
          .thenComparing(version -> version.stored().map(VersionMerge::content).orElse(""))
          .thenComparing(ObjectVersion::isMarker);

  private static int knowledge(ObjectVersion version) {
    return switch (version) {
      case Tombstone _ -> 0;
      case StoredVersion stored ->
          switch (stored.body()) {
            case ObjectBody.Dropped _ -> 1;
            case ObjectBody.Remote _ -> 2;
            case ObjectBody.Inline _, ObjectBody.Blobs _ -> 3;
            case ObjectBody.Unknown _ -> 4;
          };
    };
  }

  private static String content(StoredVersion stored) {
    return String.join(
        " ",
        stored.etag().value(),
        stored.lastModified().toString(),
        stored.metadata().toString(),
        stored.checksums().toString(),
        Integer.toString(stored.partCount()),
        stored.encryption().map(VersionMerge::text).orElse(""),
        switch (stored.body()) {
          case ObjectBody.Inline inline -> inline.crc32c() + hex(inline.bytes());
          case ObjectBody.Blobs blobs -> blobs.toString();
          case ObjectBody.Remote remote -> remote.toString();
          case ObjectBody.Dropped dropped -> dropped.toString();
          case ObjectBody.Unknown unknown -> unknown.kind() + hex(unknown.payload());
        });
  }

  private static String text(Element element) {
    return element.number() + " " + element.critical() + " " + hex(element.payload());
  }

  private static String hex(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static Attributes attributes(Attributes one, Attributes two) {
    if (one.equals(two)) {
      return one;
    }
    Map<Attribute.Name, Register<Attribute>> union = new EnumMap<>(Attribute.Name.class);
    union.putAll(one.registers());
    two.registers()
        .forEach((name, register) -> union.merge(name, register, VersionMerge::attribute));
    return new Attributes(union);
  }

  private static Register<Attribute> attribute(Register<Attribute> one, Register<Attribute> two) {
    if (one.value() instanceof Retention first && two.value() instanceof Retention second) {
      Register<Attribute> last = last(one, two, RETENTION);
      Retention kept = (Retention) last.value();
      return new Register<>(last.stamp(), kept.atLeast(first).atLeast(second));
    }
    return last(one, two, ANY_ORDER);
  }

  private static Register<Attribute> last(
      Register<Attribute> one, Register<Attribute> two, Comparator<Object> atOneStamp) {
    return last(one, two, Register::stamp, Comparator.comparing(Register::value, atOneStamp));
  }

  private static <T> T last(
      T one, T two, Function<T, Stamp> stamp, Comparator<? super T> atOneStamp) {
    return Comparator.comparing(stamp).thenComparing(atOneStamp).compare(one, two) >= 0 ? one : two;
  }

  private static List<Element> unknown(List<Element> one, List<Element> two) {
    if (one.equals(two)) {
      return one;
    }
    TreeMap<Integer, Element> union = new TreeMap<>();
    one.forEach(element -> union.put(element.number(), element));
    two.forEach(element -> union.merge(element.number(), element, VersionMerge::element));
    return new ArrayList<>(union.values());
  }

  private static Element element(Element one, Element two) {
    return last(one, two, Element::stamp, Comparator.comparing(VersionMerge::text));
  }

  private static <T> Optional<T> either(Optional<T> one, Optional<T> two, BinaryOperator<T> both) {
    if (one.isPresent() && two.isPresent()) {
      return Optional.of(both.apply(one.get(), two.get()));
    }
    return one.or(() -> two);
  }
}
