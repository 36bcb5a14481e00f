package io.horizonpush.s3.store;

import io.horizonpush.s3.model.Attribute;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectMetadata;
import java.util.List;

/**
 * What a writer decides about a new version; the store adds its id, its stamp and what it replaces.
 *
 * @param attributes at most one of a name
 */
public record NewObject(
    ETag etag,
    ObjectMetadata metadata,
    List<Attribute> attributes,
    List<Checksum> checksums,
    int partCount) {

  public NewObject {
    attributes = List.copyOf(attributes);
    checksums = List.copyOf(checksums);
  }
}
