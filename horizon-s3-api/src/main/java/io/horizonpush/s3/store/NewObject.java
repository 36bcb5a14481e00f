package io.horizonpush.s3.store;

import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectAttributes;
import io.horizonpush.s3.model.ObjectMetadata;
import java.util.List;

/** What a writer decides about a new version of an object; the store adds version and time. */
public record NewObject(
    ETag etag,
    ObjectMetadata metadata,
    ObjectAttributes attributes,
    List<Checksum> checksums,
    int partCount) {

  public NewObject {
    checksums = List.copyOf(checksums);
  }
}
