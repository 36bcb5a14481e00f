package io.horizonpush.s3.filter;

import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.store.ContentReader;
import java.util.List;
import java.util.OptionalLong;

/**
 * The decoded body of a request. What the client signed or promised about it is verified while it
 * is read: the call of {@link #next} that would report the end throws instead when something does
 * not match, if none before it did. Until then nothing may come of the bytes that cannot be undone.
 */
public interface RequestBody extends ContentReader {

  /** The number of bytes the client announced, framing excluded; nothing when it announced none. */
  OptionalLong length();

  /** Whether the client sends a checksum that can be kept with an object. */
  boolean promisesChecksum();

  /**
   * The checksums that the client sent and that were verified. Complete once the end has been read.
   */
  List<Checksum> checksums();
}
