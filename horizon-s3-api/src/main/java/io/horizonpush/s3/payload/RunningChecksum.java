package io.horizonpush.s3.payload;

import java.nio.ByteBuffer;
import java.util.Base64;

/** A checksum or digest of bytes that arrive in pieces. Confined to one thread at a time. */
public interface RunningChecksum {

  /** Adds the remaining bytes of a buffer, whose position stays where it is. */
  void update(ByteBuffer bytes);

  /** The value over all bytes so far, most significant byte first. Ends the checksum. */
  byte[] value();

  /** {@link #value} as S3 writes it in headers and XML. */
  default String base64() {
    return Base64.getEncoder().encodeToString(value());
  }
}
