package io.horizonpush.s3.request;

import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.ChecksumType;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a client says that the object of an upload will be; it is made only if that is so.
 *
 * @param checksums in base64
 * @param type how they are made from those of the parts
 * @param size in bytes
 */
public record ExpectedObject(
    Map<ChecksumAlgorithm, String> checksums, Optional<ChecksumType> type, OptionalLong size) {

  public ExpectedObject {
    checksums = Map.copyOf(checksums);
  }
}
