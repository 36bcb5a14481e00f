package io.horizonpush.fallback.origin;

import io.horizonpush.s3.model.Checksum;
import java.time.Instant;
import java.util.List;

/**
 * An object as an origin describes it.
 *
 * @param key there, prefix included
 * @param tag what changes with the bytes, and what reads and writes can be pinned to: the entity
 *     tag without its quotes, Google's generation
 * @param size in bytes
 * @param checksums of the whole object that the origin gives; none is computed here
 */
public record OriginObject(
    String key,
    String tag,
    long size,
    Instant lastModified,
    OriginMetadata metadata,
    List<Checksum> checksums) {

  public OriginObject {
    checksums = List.copyOf(checksums);
  }
}
