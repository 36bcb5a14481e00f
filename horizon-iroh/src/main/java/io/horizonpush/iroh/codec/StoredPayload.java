package io.horizonpush.iroh.codec;

import io.horizonpush.s3.model.Attributes;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.Element;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.Replaced;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionHead;
import io.horizonpush.s3.model.WriterId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * The element of a version's bytes: {@code [replaced, size, etag, modified, metadata, checksums,
 * part count, [kind of body, body], encryption]}. A body of an unknown kind, and any encryption, is
 * kept as it came. Stateless.
 */
final class StoredPayload {

  private static final int INLINE = 1;
  private static final int BLOBS = 2;
  private static final int REMOTE = 3;
  private static final int DROPPED = 4;

  private StoredPayload() {}

  static byte[] write(StoredVersion version, Writers writers, InlineBytes bodies) {
    return CborWriter.write(
        out ->
            out.tuple(
                9,
                each -> {
                  Stamps.write(each, writers, version.replaced());
                  each.number(version.size())
                      .text(version.etag().value())
                      .number(version.lastModified().toEpochMilli());
                  RecordFields.write(each, version.metadata());
                  RecordFields.writeChecksums(each, version.checksums());
                  each.number(version.partCount());
                  each.tuple(2, pair -> writeBody(pair, version.body(), bodies));
                  each.list(
                      version.encryption().stream().toList(),
                      element ->
                          each.tuple(
                              3,
                              triple ->
                                  triple
                                      .number(element.number())
                                      .number(element.critical() ? 1 : 0)
                                      .bytes(element.payload())));
                }));
  }

  private static void writeBody(CborWriter out, ObjectBody body, InlineBytes bodies) {
    switch (body) {
      case ObjectBody.Inline inline ->
          out.number(INLINE).bytes(CborWriter.write(each -> bodies.write(each, inline)));
      case ObjectBody.Blobs blobs ->
          out.number(BLOBS)
              .bytes(CborWriter.write(each -> RecordFields.writeParts(each, blobs.parts())));
      case ObjectBody.Remote remote ->
          out.number(REMOTE)
              .bytes(
                  CborWriter.write(
                      each ->
                          each.tuple(
                              3,
                              field ->
                                  field
                                      .bytes(remote.origin().writer().bytes())
                                      .text(remote.key())
                                      .text(remote.tag()))));
      case ObjectBody.Dropped _ -> out.number(DROPPED).bytes(new byte[0]);
      case ObjectBody.Unknown unknown -> out.number(unknown.kind()).bytes(unknown.payload());
    }
  }

  /** What a payload says, given who says the rest. */
  static StoredVersion read(
      Element element,
      Function<Replaced, VersionHead> head,
      Attributes attributes,
      Writers writers,
      InlineBytes bodies) {
    return VersionElements.read(
        element,
        in ->
            in.tuple(
                () -> {
                  Replaced replaced = Stamps.readReplaced(in, writers);
                  long size = in.length();
                  ETag etag = new ETag(in.text());
                  Instant modified = Instant.ofEpochMilli(in.number());
                  var metadata = RecordFields.readMetadata(in);
                  var checksums = RecordFields.readChecksums(in);
                  int partCount = in.smallNumber();
                  ObjectBody body = in.tuple(() -> readBody(in, size, bodies));
                  List<Element> encryption =
                      in.list(
                          () ->
                              in.tuple(
                                  () ->
                                      new Element(
                                          in.smallNumber(),
                                          in.number() == 1,
                                          element.stamp(),
                                          ByteBuffer.wrap(in.bytes()))));
                  // Bytes that stand apart are looked at when they are read.
                  boolean apart =
                      body instanceof ObjectBody.Inline && bodies instanceof InlineBytes.Apart;
                  if ((!apart && body.length() != size) || encryption.size() > 1) {
                    throw new CodecException("A version's body is not as long as it says");
                  }
                  return new StoredVersion(
                      head.apply(replaced),
                      modified,
                      etag,
                      metadata,
                      checksums,
                      body,
                      partCount,
                      encryption.stream().findFirst(),
                      attributes);
                }));
  }

  private static ObjectBody readBody(CborReader in, long size, InlineBytes bodies) {
    int kind = in.smallNumber();
    byte[] payload = in.bytes();
    return switch (kind) {
      case INLINE -> CborReader.read(payload, bodies::inline);
      case BLOBS -> new ObjectBody.Blobs(CborReader.read(payload, RecordFields::readParts));
      case REMOTE ->
          CborReader.read(
              payload,
              each ->
                  each.tuple(
                      () ->
                          new ObjectBody.Remote(
                              new OriginId(WriterId.of(each.bytes())),
                              each.text(),
                              each.text(),
                              size)));
      case DROPPED -> new ObjectBody.Dropped(size);
      default -> new ObjectBody.Unknown(kind, size, ByteBuffer.wrap(payload));
    };
  }
}
