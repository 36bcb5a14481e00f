package io.horizonpush.fallback.origin;

import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.Tags;
import java.util.Optional;

/**
 * What stands beside the bytes of an object at an origin, in the words of S3.
 *
 * @param tags what a write gives the object; an origin that has none refuses them. A read leaves
 *     them empty: see {@link Origin#tags}
 * @param storageClass the origin's own word for it; on a write, nothing is what its bucket says
 */
public record OriginMetadata(ObjectMetadata object, Tags tags, Optional<String> storageClass) {

  public static final OriginMetadata EMPTY = of(ObjectMetadata.EMPTY);

  /** The metadata of an object without tags, in the usual storage class. */
  public static OriginMetadata of(ObjectMetadata object) {
    return new OriginMetadata(object, Tags.NONE, Optional.empty());
  }

  /** The value of a standard header, by its lower-case name. */
  public Optional<String> header(String name) {
    return object.header(name);
  }
}
