package io.horizonpush.s3.payload;

import java.nio.ByteBuffer;

/** A way to compute CRC-64/NVME. Thread-safe. */
@FunctionalInterface
public interface Crc64Step {

  /**
   * The register behind the remaining bytes of a buffer, whose position stays where it is.
   *
   * @param register before them; all ones at the beginning, its complement is the checksum
   */
  long update(long register, ByteBuffer bytes);
}
