package io.horizonpush.s3.payload;

import com.dynatrace.hash4j.hashing.Hashing;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/** The checksums and digests of the S3 protocol, each behind one interface. */
public final class Checksums {

  private static volatile Crc64Step crc64 = Crc64Nvme::step;
  private static volatile Supplier<MessageDigest> md5 = () -> javas("MD5");

  private Checksums() {}

  /**
   * Computes CRC-64/NVME in another way from now on, in the whole process: Java's own takes longer
   * than all else that a PUT does with its bytes but MD5.
   */
  public static void computeCrc64By(Crc64Step step) {
    crc64 = step;
  }

  /**
   * Computes MD5 in another way from now on, in the whole process: Java's own takes two fifths of
   * all that a PUT of 1 MiB does.
   *
   * @param way makes a new digest, which may block its (virtual) thread
   */
  public static void computeMd5By(Supplier<MessageDigest> way) {
    md5 = way;
  }

  /** A new checksum of this algorithm. */
  public static RunningChecksum start(ChecksumAlgorithm algorithm) {
    return switch (algorithm) {
      case CRC32 -> new Crc32(new CRC32());
      case CRC32C -> new Crc32(new CRC32C());
      case CRC64NVME -> new Crc64Nvme(crc64);
      case SHA1 -> digest("SHA-1");
      case SHA256 -> digest("SHA-256");
      case SHA512 -> digest("SHA-512");
      case MD5 -> md5();
      case XXHASH64 -> new XxHash.Of64Bits(Hashing.xxh64().hashStream());
      case XXHASH3 -> new XxHash.Of64Bits(Hashing.xxh3_64().hashStream());
      case XXHASH128 -> new XxHash.Of128Bits(Hashing.xxh3_128().hashStream());
    };
  }

  /** A new MD5, which ETags and Content-MD5 are made of. */
  public static RunningChecksum md5() {
    return new Digest(md5.get());
  }

  private static RunningChecksum digest(String name) {
    return new Digest(javas(name));
  }

  private static MessageDigest javas(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no " + name, e);
    }
  }

  private record Crc32(Checksum crc) implements RunningChecksum {

    @Override
    public void update(ByteBuffer bytes) {
      crc.update(bytes.duplicate());
    }

    @Override
    public byte[] value() {
      return ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array();
    }
  }

  private record Digest(MessageDigest digest) implements RunningChecksum {

    @Override
    public void update(ByteBuffer bytes) {
      digest.update(bytes.duplicate());
    }

    @Override
    public byte[] value() {
      return digest.digest();
    }
  }
}
