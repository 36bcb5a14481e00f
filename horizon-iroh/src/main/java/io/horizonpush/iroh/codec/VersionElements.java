package io.horizonpush.iroh.codec;

import io.horizonpush.s3.model.Acl;
import io.horizonpush.s3.model.Attribute;
import io.horizonpush.s3.model.Element;
import io.horizonpush.s3.model.LegalHold;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Register;
import io.horizonpush.s3.model.Removal;
import io.horizonpush.s3.model.Replaced;
import io.horizonpush.s3.model.Retention;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.StorageClass;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.model.Tombstone;
import io.horizonpush.s3.model.VersionHead;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * A version as the list of its elements, by number, each a register with its stamp: {@code [number,
 * critical, clock, writer, payload]}, the payload a byte string. So whoever does not know an
 * element can keep it, pass it on, and tell whether it must not be passed over.
 *
 * <p>Numbers are part of the format and never used again. A payload names writers by the numbers
 * that the encoding lists; one of a newer element has to name them in full, because whoever does
 * not know it cannot number them anew.
 */
final class VersionElements {

  static final int STORED = 1;
  static final int TOMBSTONE = 2;
  static final int ACL = 3;
  static final int TAGS = 4;
  static final int RETENTION = 5;
  static final int LEGAL_HOLD = 6;
  static final int REMOVAL = 7;
  static final int STORAGE_CLASS = 8;

  private VersionElements() {}

  /** The elements of a version, in order of their numbers. */
  static List<Element> of(ObjectVersion version, Writers writers, InlineBytes bodies) {
    List<Element> elements = new ArrayList<>();
    elements.add(
        switch (version) {
          case StoredVersion stored ->
              element(STORED, true, stored.stamp(), StoredPayload.write(stored, writers, bodies));
          case Tombstone tombstone ->
              element(
                  TOMBSTONE,
                  true,
                  tombstone.stamp(),
                  CborWriter.write(out -> write(out, tombstone, writers)));
        });
    for (Register<Attribute> register : version.attributes().registers().values()) {
      elements.add(attribute(register));
    }
    version.head().removal().ifPresent(removal -> elements.add(removal(removal, writers)));
    elements.addAll(version.head().unknown());
    elements.sort(Comparator.comparingInt(Element::number));
    return elements;
  }

  private static void write(CborWriter out, Tombstone tombstone, Writers writers) {
    out.tuple(
        2,
        each -> {
          Stamps.write(each, writers, tombstone.replaced());
          each.number(tombstone.marker() ? 1 : 0);
        });
  }

  /** What a tombstone's element says, given who says the rest. */
  static Tombstone readTombstone(
      Element element, Function<Replaced, VersionHead> head, Writers writers) {
    return read(
        element,
        in ->
            in.tuple(
                () ->
                    new Tombstone(head.apply(Stamps.readReplaced(in, writers)), in.number() == 1)));
  }

  private static Element attribute(Register<Attribute> register) {
    Attribute.Name name = register.value().name();
    boolean critical =
        switch (name) {
          case ACL, RETENTION, LEGAL_HOLD -> true;
          case TAGS, STORAGE_CLASS -> false;
        };
    return element(number(name), critical, register.stamp(), value(register.value()));
  }

  /** The payload of an attribute. */
  static byte[] value(Attribute attribute) {
    return switch (attribute) {
      case Acl acl -> CborWriter.write(out -> RecordFields.write(out, acl));
      case Tags tags -> CborWriter.write(out -> RecordFields.write(out, tags));
      case Retention retention -> CborWriter.write(out -> write(out, retention));
      case LegalHold hold -> CborWriter.write(out -> out.number(hold.on() ? 1 : 0));
      case StorageClass storageClass -> CborWriter.write(out -> out.text(storageClass.word()));
    };
  }

  /** Reads the payload of an attribute's element. */
  static Register<Attribute> readAttribute(Element element) {
    return new Register<>(element.stamp(), readValue(element.number(), bytes(element)));
  }

  /** Reads the payload of the attribute of a number. */
  static Attribute readValue(int number, byte[] payload) {
    return switch (name(number)) {
      case ACL -> CborReader.read(payload, RecordFields::readAcl);
      case TAGS -> CborReader.read(payload, RecordFields::readTags);
      case RETENTION -> CborReader.read(payload, VersionElements::readRetention);
      case LEGAL_HOLD -> new LegalHold(CborReader.read(payload, CborReader::number) == 1);
      case STORAGE_CLASS -> CborReader.read(payload, in -> new StorageClass(in.text()));
    };
  }

  private static void write(CborWriter out, Retention retention) {
    out.tuple(
        2,
        each -> {
          each.list(
              retention.period().stream().toList(),
              period ->
                  each.tuple(
                      2,
                      pair ->
                          pair.number(code(period.mode())).number(period.until().toEpochMilli())));
          each.list(
              retention.complianceUntil().stream().toList(),
              until -> each.number(until.toEpochMilli()));
        });
  }

  private static Retention readRetention(CborReader in) {
    return in.tuple(
        () ->
            new Retention(
                in
                    .list(
                        () ->
                            in.tuple(
                                () ->
                                    new Retention.Period(
                                        mode(in.number()), Instant.ofEpochMilli(in.number()))))
                    .stream()
                    .findFirst(),
                in.list(() -> Instant.ofEpochMilli(in.number())).stream().findFirst()));
  }

  private static int code(Retention.Mode mode) {
    return switch (mode) {
      case GOVERNANCE -> 1;
      case COMPLIANCE -> 2;
    };
  }

  private static Retention.Mode mode(long code) {
    for (Retention.Mode each : Retention.Mode.values()) {
      if (code(each) == code) {
        return each;
      }
    }
    throw new CodecException("A record has a retention of an unknown number: " + code);
  }

  private static Element removal(Removal removal, Writers writers) {
    return element(
        REMOVAL,
        true,
        removal.stamp(),
        CborWriter.write(out -> Stamps.write(out, writers, removal.bypassed().stream().toList())));
  }

  static Removal readRemoval(Element element, Writers writers) {
    List<Stamp> bypassed = read(element, in -> Stamps.readAll(in, writers));
    if (bypassed.size() > 1) {
      throw new CodecException("A removal passes more than one retention");
    }
    return new Removal(element.stamp(), bypassed.stream().findFirst());
  }

  /** The element of an attribute. */
  static int number(Attribute.Name name) {
    return switch (name) {
      case ACL -> ACL;
      case TAGS -> TAGS;
      case RETENTION -> RETENTION;
      case LEGAL_HOLD -> LEGAL_HOLD;
      case STORAGE_CLASS -> STORAGE_CLASS;
    };
  }

  private static Attribute.Name name(int number) {
    for (Attribute.Name each : Attribute.Name.values()) {
      if (number(each) == number) {
        return each;
      }
    }
    throw new CodecException("A record has an attribute of an unknown number: " + number);
  }

  static <T> T read(Element element, Function<CborReader, T> value) {
    return CborReader.read(bytes(element), value);
  }

  private static byte[] bytes(Element element) {
    ByteBuffer payload = element.payload();
    byte[] bytes = new byte[payload.remaining()];
    payload.get(bytes);
    return bytes;
  }

  private static Element element(int number, boolean critical, Stamp stamp, byte[] payload) {
    return new Element(number, critical, stamp, ByteBuffer.wrap(payload));
  }
}
