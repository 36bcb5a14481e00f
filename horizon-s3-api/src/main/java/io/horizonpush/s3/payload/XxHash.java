package io.horizonpush.s3.payload;

import com.dynatrace.hash4j.hashing.ByteAccess;
import com.dynatrace.hash4j.hashing.HashSink;
import com.dynatrace.hash4j.hashing.HashStream128;
import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.HashValue128;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The xxHash family without a seed, its values written in the canonical order: the most significant
 * byte first. Confined to one thread at a time.
 *
 * @see <a href="https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md">xxHash:
 *     specification</a>
 */
sealed interface XxHash extends RunningChecksum {

  /** Where the bytes go. */
  HashSink sink();

  @Override
  default void update(ByteBuffer bytes) {
    if (bytes.hasArray()) {
      sink().putBytes(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    } else {
      sink()
          .putBytes(
              bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN),
              bytes.position(),
              bytes.remaining(),
              ByteAccess.forByteBuffer(ByteOrder.LITTLE_ENDIAN));
    }
  }

  /** XXH64 and XXH3 with 64 bits. */
  record Of64Bits(HashStream64 sink) implements XxHash {

    @Override
    public byte[] value() {
      return ByteBuffer.allocate(Long.BYTES).putLong(sink.getAsLong()).array();
    }
  }

  /** XXH3 with 128 bits. */
  record Of128Bits(HashStream128 sink) implements XxHash {

    @Override
    public byte[] value() {
      HashValue128 value = sink.get();
      return ByteBuffer.allocate(2 * Long.BYTES)
          .putLong(value.getMostSignificantBits())
          .putLong(value.getLeastSignificantBits())
          .array();
    }
  }
}
