package io.horizonpush.s3.store;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Room on the disk for bytes that wait to be sent and are good for nothing else. Thread-safe;
 * blocks its (virtual) thread.
 */
@FunctionalInterface
public interface Scratch {

  /**
   * Writes bytes down. The room is given back when the slice is closed, or the process ends.
   *
   * @throws io.horizonpush.s3.model.S3Exception {@code SlowDown} if there is no room
   */
  Content.FileSlice write(List<ByteBuffer> bytes);
}
