package io.horizonpush.iroh.publish;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectAttributes;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.ObjectRecord;
import io.horizonpush.s3.model.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a bucket's document says of a key: a version of an object, or that it was deleted; or a
 * setting of the bucket. A small blob; the document maps the key to its hash.
 */
public sealed interface Manifest {

  /** When and where the version was written: what decides between two manifests of one key. */
  Version version();

  /** What the index says that a key of the document should say; nothing for a key it never had. */
  static Optional<Manifest> current(Tables tables, BucketRow bucket, DocumentKey key) {
    return switch (key.tag()) {
      case DocumentKey.OBJECT -> {
        Optional<Manifest> object =
            tables
                .objects()
                .current(bucket, key.objectKey())
                .map(current -> ObjectManifest.of(current.record()));
        yield object.or(
            () ->
                tables
                    .objects()
                    .tombstone(bucket.id(), key.objectKey())
                    .map(tombstone -> new DeleteMarker(tombstone.version())));
      }
      case DocumentKey.CONFIG ->
          tables
              .settings()
              .find(bucket.id(), key.settingName())
              .map(row -> new SettingManifest(row.version(), row.document()));
      default -> Optional.empty();
    };
  }

  /** A version of an object, without the parts of its record that only one node knows. */
  record ObjectManifest(
      Version version,
      Instant lastModified,
      ETag etag,
      ObjectMetadata metadata,
      ObjectAttributes attributes,
      List<Checksum> checksums,
      ObjectBody body,
      int partCount)
      implements Manifest {

    public ObjectManifest {
      checksums = List.copyOf(checksums);
    }

    /** The manifest of a record. */
    public static ObjectManifest of(ObjectRecord object) {
      return new ObjectManifest(
          object.version(),
          object.lastModified(),
          object.etag(),
          object.metadata(),
          object.attributes(),
          object.checksums(),
          object.body(),
          object.partCount());
    }
  }

  /** The key was deleted. */
  record DeleteMarker(Version version) implements Manifest {}

  /**
   * A setting of the bucket.
   *
   * @param document nothing when the setting was removed
   */
  record SettingManifest(Version version, Optional<String> document) implements Manifest {}
}
