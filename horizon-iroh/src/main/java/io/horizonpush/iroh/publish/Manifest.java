package io.horizonpush.iroh.publish;

import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.ObjectRecord;
import io.horizonpush.s3.model.Version;
import java.util.List;

/**
 * What a bucket's document says of a key: a version of an object, or that it was deleted. A small
 * blob; the document maps the key to its hash.
 */
public sealed interface Manifest {

  /** When and where the version was written: what decides between two manifests of one key. */
  Version version();

  /** A version of an object, without the parts of its record that only one node knows. */
  record ObjectManifest(
      Version version,
      ETag etag,
      ObjectMetadata metadata,
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
          object.etag(),
          object.metadata(),
          object.checksums(),
          object.body(),
          object.partCount());
    }
  }

  /** The key was deleted. */
  record DeleteMarker(Version version) implements Manifest {}
}
