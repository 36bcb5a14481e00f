package io.horizonpush.iroh.publish;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.codec.RecordFields;
import io.horizonpush.iroh.publish.Manifest.DeleteMarker;
import io.horizonpush.iroh.publish.Manifest.ObjectManifest;
import io.horizonpush.iroh.publish.Manifest.SettingManifest;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectAttributes;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.Version;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The bytes of a manifest: deterministic CBOR, so that the same version has the same hash wherever
 * and however often it is encoded.
 *
 * <p>An object is {@code [2, 1, clock, writer, size, etag, metadata, checksums, part count, body,
 * modified, attributes]} where the body is a byte string or an array of parts; a delete marker is
 * {@code [2, 2, clock, writer]}; a setting is {@code [2, 3, clock, writer, document…]} with one
 * document or, when it was removed, none. The first number is the version of the format, the second
 * the kind. Format 1 had no settings, and objects ended with the body.
 */
public final class ManifestCodec {

  private static final int FORMAT = 2;
  private static final int OBJECT = 1;
  private static final int DELETE_MARKER = 2;
  private static final int SETTING = 3;

  private ManifestCodec() {}

  public static byte[] encode(Manifest manifest) {
    return switch (manifest) {
      case ObjectManifest object -> encode(object);
      case DeleteMarker marker ->
          CborWriter.write(out -> out.tuple(4, each -> head(each, DELETE_MARKER, marker)));
      case SettingManifest setting ->
          CborWriter.write(
              out ->
                  out.tuple(
                      setting.document().isPresent() ? 5 : 4,
                      each -> {
                        head(each, SETTING, setting);
                        setting.document().ifPresent(each::text);
                      }));
    };
  }

  /**
   * The manifest that these bytes are.
   *
   * @throws CodecException if they are none, or one of a newer format
   */
  public static Manifest decode(byte[] bytes) {
    return CborReader.read(bytes, in -> in.tuple(() -> decode(in)));
  }

  private static byte[] encode(ObjectManifest object) {
    return CborWriter.write(
        out ->
            out.tuple(
                12,
                each -> {
                  head(each, OBJECT, object);
                  each.number(object.body().length()).text(object.etag().value());
                  RecordFields.write(each, object.metadata());
                  RecordFields.writeChecksums(each, object.checksums());
                  each.number(object.partCount());
                  body(each, object.body());
                  each.number(object.lastModified().toEpochMilli());
                  RecordFields.write(each, object.attributes());
                }));
  }

  private static void head(CborWriter out, int kind, Manifest manifest) {
    out.number(FORMAT)
        .number(kind)
        .number(manifest.version().clock())
        .number(manifest.version().writer());
  }

  private static void body(CborWriter out, ObjectBody body) {
    switch (body) {
      case ObjectBody.Inline inline -> out.bytes(inline.bytes());
      case ObjectBody.Blobs blobs -> RecordFields.writeParts(out, blobs.parts());
    }
  }

  private static Manifest decode(CborReader in) {
    long format = in.number();
    if (format < 1 || format > FORMAT) {
      throw new CodecException(
          "A manifest has format %d; this node knows %d. Update it to read this bucket."
              .formatted(format, FORMAT));
    }
    long kind = in.number();
    Version version = new Version(in.number(), in.number());
    if (kind == DELETE_MARKER) {
      return new DeleteMarker(version);
    }
    if (kind == SETTING) {
      return new SettingManifest(version, in.more() ? Optional.of(in.text()) : Optional.empty());
    }
    if (kind != OBJECT) {
      throw new CodecException("A manifest is of an unknown kind: " + kind);
    }
    return object(in, format, version);
  }

  private static ObjectManifest object(CborReader in, long format, Version version) {
    long size = in.number();
    ETag etag = new ETag(in.text());
    ObjectMetadata metadata = RecordFields.readMetadata(in);
    List<Checksum> checksums = RecordFields.readChecksums(in);
    int partCount = in.smallNumber();
    ObjectBody body = readBody(in);
    if (body.length() != size) {
      throw new CodecException("A manifest's body is not as long as it says");
    }
    Instant modified = format == 1 ? version.time() : Instant.ofEpochMilli(in.number());
    ObjectAttributes attributes =
        format == 1 ? ObjectAttributes.EMPTY : RecordFields.readAttributes(in);
    return new ObjectManifest(
        version, modified, etag, metadata, attributes, checksums, body, partCount);
  }

  private static ObjectBody readBody(CborReader in) {
    return in.isBytes()
        ? new ObjectBody.Inline(ByteBuffer.wrap(in.bytes()))
        : new ObjectBody.Blobs(RecordFields.readParts(in));
  }
}
