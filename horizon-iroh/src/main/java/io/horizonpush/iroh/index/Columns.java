package io.horizonpush.iroh.index;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.ManifestCodec;
import io.horizonpush.iroh.codec.RecordFields;
import io.horizonpush.s3.model.Attribute;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.StorageClass;
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

  static byte @Nullable [] attributes(List<Attribute> attributes) {
    return attributes.isEmpty() ? null : ManifestCodec.encode(attributes);
  }

  static List<Attribute> attributes(Optional<byte[]> column) {
    return column.map(ManifestCodec::decodeAttributes).orElse(List.of());
  }

  /** NULL for the usual class, which most have. */
  static @Nullable String storageClass(ObjectVersion version) {
    StorageClass storageClass = version.attributes().storageClass();
    return storageClass.isStandard() ? null : storageClass.word();
  }

  static StorageClass storageClass(Optional<String> column) {
    return column.map(StorageClass::new).orElse(StorageClass.STANDARD);
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
}
