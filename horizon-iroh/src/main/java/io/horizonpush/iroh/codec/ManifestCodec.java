package io.horizonpush.iroh.codec;

import io.horizonpush.s3.model.Attribute;
import io.horizonpush.s3.model.Attributes;
import io.horizonpush.s3.model.Element;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Register;
import io.horizonpush.s3.model.Removal;
import io.horizonpush.s3.model.Replaced;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.VersionHead;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.WriterId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The bytes of a manifest: deterministic CBOR, so that the same version has the same hash wherever
 * and however often it is encoded. It is also the form of the index's rows.
 *
 * <p>A version is {@code [1, 1, id, is null, writers, elements]}, see {@link VersionElements}; a
 * setting is {@code [1, 2, clock, writer, document…]} with one document or, when it was removed,
 * none, and what a plugin keeps likewise {@code [1, 3, clock, writer, value…]}. The first number is
 * the version of the format, the second the kind. Which key a manifest belongs to, the entry says
 * that names it. Bytes that would be written otherwise are refused.
 */
public final class ManifestCodec {

  private static final int FORMAT = 1;
  private static final int VERSION = 1;
  private static final int SETTING = 2;
  private static final int PLUGIN = 3;

  private ManifestCodec() {}

  /** The manifest of a version. */
  public static Manifest encode(ObjectVersion version) {
    ListedWriters writers = new ListedWriters();
    // Once for their payloads and stamps, so that the writers are known before they are written.
    List<Element> elements = VersionElements.of(version, writers, new InlineBytes.Within());
    elements.forEach(element -> writers.number(element.stamp().writer()));
    return Manifest.of(
        CborWriter.write(
            out ->
                out.tuple(
                    6,
                    each -> {
                      each.number(FORMAT)
                          .number(VERSION)
                          .bytes(version.id().bytes())
                          .number(version.isNull() ? 1 : 0);
                      each.list(writers.listed(), writer -> each.bytes(writer.bytes()));
                      write(each, elements, writers);
                    })));
  }

  /** The form of a version in the index, whose id, writers and small bodies stand elsewhere. */
  public static byte[] encodeRow(ObjectVersion version, Writers writers) {
    List<Element> elements =
        VersionElements.of(version, writers, new InlineBytes.Apart(ByteBuffer.allocate(0)));
    return CborWriter.write(out -> write(out, elements, writers));
  }

  /** The manifest of a setting. */
  public static Manifest encode(Register<Optional<String>> setting) {
    return Manifest.of(
        CborWriter.write(
            out ->
                out.tuple(
                    setting.value().isPresent() ? 5 : 4,
                    each -> {
                      each.number(FORMAT)
                          .number(SETTING)
                          .unsigned(setting.stamp().clock())
                          .bytes(setting.stamp().writer().bytes());
                      setting.value().ifPresent(each::text);
                    })));
  }

  /** The manifest of what a plugin keeps under a key; without a value it was deleted. */
  public static Manifest encodePlugins(Register<Optional<ByteBuffer>> value) {
    return Manifest.of(
        CborWriter.write(
            out ->
                out.tuple(
                    value.value().isPresent() ? 5 : 4,
                    each -> {
                      each.number(FORMAT)
                          .number(PLUGIN)
                          .unsigned(value.stamp().clock())
                          .bytes(value.stamp().writer().bytes());
                      value.value().ifPresent(each::bytes);
                    })));
  }

  /**
   * What a manifest says that a plugin keeps.
   *
   * @throws CodecException as {@link #decode}
   */
  public static Register<Optional<ByteBuffer>> decodePlugins(Manifest manifest) {
    Register<Optional<ByteBuffer>> value =
        CborReader.read(
            manifest.bytes(),
            in ->
                in.tuple(
                    () -> {
                      head(in, PLUGIN);
                      Stamp stamp = new Stamp(in.unsigned(), WriterId.of(in.bytes()));
                      return new Register<>(
                          stamp,
                          in.more()
                              ? Optional.of(ByteBuffer.wrap(in.bytes()).asReadOnlyBuffer())
                              : Optional.empty());
                    }));
    if (!encodePlugins(value).equals(manifest)) {
      throw new CodecException("A manifest is not in its one form");
    }
    return value;
  }

  /** Attributes that belong to no version yet: {@code [[number, value], …]}. */
  public static byte[] encode(List<Attribute> attributes) {
    return CborWriter.write(
        out ->
            out.list(
                attributes,
                attribute ->
                    out.tuple(
                        2,
                        each ->
                            each.number(VersionElements.number(attribute.name()))
                                .bytes(VersionElements.value(attribute)))));
  }

  /** What {@link #encode(List)} wrote. */
  public static List<Attribute> decodeAttributes(byte[] bytes) {
    return CborReader.read(
        bytes,
        in ->
            in.list(() -> in.tuple(() -> VersionElements.readValue(in.smallNumber(), in.bytes()))));
  }

  /**
   * The version that a manifest says of a key.
   *
   * @throws CodecException if the bytes are no manifest of a version, one of a newer format, or not
   *     written as they should be
   */
  public static ObjectVersion decode(ObjectKey key, Manifest manifest) {
    ObjectVersion version =
        CborReader.read(
            manifest.bytes(),
            in ->
                in.tuple(
                    () -> {
                      head(in, VERSION);
                      VersionId id = VersionId.of(in.bytes());
                      boolean isNull = in.number() == 1;
                      ListedWriters writers =
                          new ListedWriters(in.list(() -> WriterId.of(in.bytes())));
                      return read(
                          in, new Named(key, id, isNull), writers, new InlineBytes.Within());
                    }));
    if (!encode(version).equals(manifest)) {
      throw new CodecException("A manifest is not in its one form");
    }
    return version;
  }

  /**
   * The version of a row.
   *
   * @param body the bytes of a small one; empty for any other
   */
  public static ObjectVersion decodeRow(Named named, byte[] row, ByteBuffer body, Writers writers) {
    return CborReader.read(row, in -> read(in, named, writers, new InlineBytes.Apart(body)));
  }

  /** The setting that a manifest says. */
  public static Register<Optional<String>> decodeSetting(Manifest manifest) {
    Register<Optional<String>> setting =
        CborReader.read(
            manifest.bytes(),
            in ->
                in.tuple(
                    () -> {
                      head(in, SETTING);
                      Stamp stamp = new Stamp(in.unsigned(), WriterId.of(in.bytes()));
                      return new Register<>(
                          stamp, in.more() ? Optional.of(in.text()) : Optional.empty());
                    }));
    if (!encode(setting).equals(manifest)) {
      throw new CodecException("A manifest is not in its one form");
    }
    return setting;
  }

  private static void head(CborReader in, int wanted) {
    long format = in.number();
    if (format != FORMAT) {
      throw new CodecException(
          "A manifest has format %d; this node knows %d. Update it to read this bucket."
              .formatted(format, FORMAT));
    }
    long kind = in.number();
    if (kind != wanted) {
      throw new CodecException("A manifest is of kind %d instead of %d".formatted(kind, wanted));
    }
  }

  private static void write(CborWriter out, List<Element> elements, Writers writers) {
    out.list(
        elements,
        element ->
            out.tuple(
                5,
                each ->
                    each.number(element.number())
                        .number(element.critical() ? 1 : 0)
                        .unsigned(element.stamp().clock())
                        .number(writers.number(element.stamp().writer()))
                        .bytes(element.payload())));
  }

  /** What a row has of a version beside its record. */
  public record Named(ObjectKey key, VersionId id, boolean isNull) {}

  private static ObjectVersion read(
      CborReader in, Named named, Writers writers, InlineBytes bodies) {
    List<Element> elements =
        in.list(
            () ->
                in.tuple(
                    () -> {
                      int number = in.smallNumber();
                      boolean critical = in.number() == 1;
                      Stamp stamp = new Stamp(in.unsigned(), writers.writer(in.smallNumber()));
                      return new Element(number, critical, stamp, ByteBuffer.wrap(in.bytes()));
                    }));
    return assemble(named, elements, writers, bodies);
  }

  private static ObjectVersion assemble(
      Named named, List<Element> elements, Writers writers, InlineBytes bodies) {
    Map<Attribute.Name, Register<Attribute>> attributes = new EnumMap<>(Attribute.Name.class);
    List<Element> unknown = new ArrayList<>();
    Optional<Element> bytes = Optional.empty();
    Optional<Removal> removal = Optional.empty();
    for (Element element : elements) {
      switch (element.number()) {
        case VersionElements.STORED, VersionElements.TOMBSTONE -> bytes = Optional.of(element);
        case VersionElements.ACL,
            VersionElements.TAGS,
            VersionElements.RETENTION,
            VersionElements.LEGAL_HOLD,
            VersionElements.STORAGE_CLASS -> {
          Register<Attribute> register = VersionElements.readAttribute(element);
          attributes.put(register.value().name(), register);
        }
        case VersionElements.REMOVAL ->
            removal = Optional.of(VersionElements.readRemoval(element, writers));
        default -> unknown.add(element);
      }
    }
    Element of = bytes.orElseThrow(() -> new CodecException("A version says nothing of its bytes"));
    Optional<Removal> removed = removal;
    Function<Replaced, VersionHead> head =
        replaced ->
            new VersionHead(
                named.key(), named.id(), named.isNull(), of.stamp(), replaced, removed, unknown);
    return of.number() == VersionElements.STORED
        ? StoredPayload.read(of, head, new Attributes(attributes), writers, bodies)
        : VersionElements.readTombstone(of, head, writers);
  }

  /** The writers of one manifest, in the order in which they are met. Confined to one thread. */
  private static final class ListedWriters implements Writers {

    private final List<WriterId> listed;

    ListedWriters() {
      this(new ArrayList<>());
    }

    ListedWriters(List<WriterId> listed) {
      this.listed = listed;
    }

    List<WriterId> listed() {
      return listed;
    }

    @Override
    public int number(WriterId writer) {
      int at = listed.indexOf(writer);
      if (at < 0) {
        listed.add(writer);
        return listed.size() - 1;
      }
      return at;
    }

    @Override
    public WriterId writer(int number) {
      if (number >= listed.size()) {
        throw new CodecException("A manifest names a writer that it does not list");
      }
      return listed.get(number);
    }
  }
}
