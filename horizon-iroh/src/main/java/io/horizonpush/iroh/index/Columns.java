package io.horizonpush.iroh.index;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.RecordFields;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ObjectAttributes;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.ObjectRecord;
import io.horizonpush.s3.model.Version;
import io.horizonpush.s3.model.WriteBack;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the structured columns are stored: CBOR, or NULL for the empty value that most rows have. */
final class Columns {

  private Columns() {}

  static byte @Nullable [] metadata(ObjectMetadata metadata) {
    return metadata.equals(ObjectMetadata.EMPTY)
        ? null
        : CborWriter.write(out -> RecordFields.write(out, metadata));
  }

  static ObjectMetadata metadata(Optional<byte[]> column) {
    return column
        .map(bytes -> CborReader.read(bytes, RecordFields::readMetadata))
        .orElse(ObjectMetadata.EMPTY);
  }

  static byte @Nullable [] attributes(ObjectAttributes attributes) {
    return attributes.equals(ObjectAttributes.EMPTY)
        ? null
        : CborWriter.write(out -> RecordFields.write(out, attributes));
  }

  static ObjectAttributes attributes(Optional<byte[]> column) {
    return column
        .map(bytes -> CborReader.read(bytes, RecordFields::readAttributes))
        .orElse(ObjectAttributes.EMPTY);
  }

  /** When an object's bytes were written, unless its clock says the same. */
  static @Nullable Long modified(ObjectRecord object) {
    return object.lastModified().equals(object.version().time())
        ? null
        : object.lastModified().toEpochMilli();
  }

  static Instant modified(long clock, Optional<Long> column) {
    return column.map(Instant::ofEpochMilli).orElseGet(() -> new Version(clock, 0).time());
  }

  static byte @Nullable [] checksums(List<Checksum> checksums) {
    return checksums.isEmpty()
        ? null
        : CborWriter.write(out -> RecordFields.writeChecksums(out, checksums));
  }

  static List<Checksum> checksums(Optional<byte[]> column) {
    return column
        .map(bytes -> CborReader.read(bytes, RecordFields::readChecksums))
        .orElse(List.of());
  }

  static byte[] parts(List<Part> parts) {
    return CborWriter.write(out -> RecordFields.writeParts(out, parts));
  }

  static ObjectBody body(Optional<byte[]> parts, Optional<byte[]> inline) {
    if (parts.isPresent()) {
      return new ObjectBody.Blobs(CborReader.read(parts.get(), RecordFields::readParts));
    }
    return inline
        .map(bytes -> new ObjectBody.Inline(ByteBuffer.wrap(bytes)))
        .orElse(ObjectBody.Inline.EMPTY);
  }

  static int code(WriteBack state) {
    return switch (state) {
      case NONE -> 0;
      case PENDING -> 1;
      case CONFIRMED -> 2;
      case STUCK -> 3;
    };
  }

  static WriteBack writeBack(long code) {
    for (WriteBack each : WriteBack.values()) {
      if (code(each) == code) {
        return each;
      }
    }
    throw new IllegalStateException("The index has a write-back state of number " + code);
  }
}
