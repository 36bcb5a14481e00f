package io.horizonpush.fallback.fill;

import io.horizonpush.fallback.origin.OriginObject;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.ChecksumType;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.apache.commons.codec.digest.Blake3;

/**
 * The checksum of a whole object as it comes, held against the one that its origin tells, where it
 * tells one of all of its bytes, or against the hash that is known here. Confined to one thread.
 */
final class BodyCheck {

  /** The cheapest first: one of them is enough. */
  private static final List<ChecksumAlgorithm> KNOWN =
      List.of(
          ChecksumAlgorithm.CRC32C,
          ChecksumAlgorithm.CRC32,
          ChecksumAlgorithm.MD5,
          ChecksumAlgorithm.SHA1,
          ChecksumAlgorithm.SHA256);

  private final List<Running> running = new ArrayList<>(1);

  private interface Running {
    void update(byte[] bytes, int offset, int length);

    boolean isRight();
  }

  private BodyCheck() {}

  /** Of bytes that are not all of an object. */
  static BodyCheck none() {
    return new BodyCheck();
  }

  /** Of bytes that have a hash. */
  static BodyCheck of(BlobHash hash) {
    Blake3 blake3 = Blake3.initHash();
    BodyCheck check = new BodyCheck();
    check.running.add(
        new Running() {
          @Override
          public void update(byte[] bytes, int offset, int length) {
            blake3.update(bytes, offset, length);
          }

          @Override
          public boolean isRight() {
            return hash.equals(BlobHash.of(blake3.doFinalize(BlobHash.LENGTH)));
          }
        });
    return check;
  }

  /** Of an object as its origin describes it. */
  static BodyCheck of(OriginObject object) {
    BodyCheck check = new BodyCheck();
    for (ChecksumAlgorithm algorithm : KNOWN) {
      Optional<byte[]> told = told(object, algorithm);
      if (told.isPresent()) {
        check.running.add(begin(algorithm, told.get()));
        return check;
      }
    }
    return check;
  }

  private static Optional<byte[]> told(OriginObject object, ChecksumAlgorithm algorithm) {
    return object.checksums().stream()
        .filter(each -> each.algorithm() == algorithm && each.type() == ChecksumType.FULL_OBJECT)
        .map(Checksum::value)
        .map(BodyCheck::decoded)
        .filter(value -> value.length == algorithm.length())
        .findFirst();
  }

  private static byte[] decoded(String value) {
    try {
      return Base64.getDecoder().decode(value);
    } catch (IllegalArgumentException e) {
      return new byte[0]; // No checksum that anybody knows.
    }
  }

  private static Running begin(ChecksumAlgorithm algorithm, byte[] told) {
    return switch (algorithm) {
      case CRC32C -> crc(new CRC32C(), told);
      case CRC32 -> crc(new CRC32(), told);
      case MD5 -> digest("MD5", told);
      case SHA1 -> digest("SHA-1", told);
      case SHA256 -> digest("SHA-256", told);
      case CRC64NVME, SHA512, XXHASH64, XXHASH3, XXHASH128 ->
          throw new IllegalArgumentException(algorithm.name());
    };
  }

  private static Running crc(java.util.zip.Checksum crc, byte[] told) {
    return new Running() {
      @Override
      public void update(byte[] bytes, int offset, int length) {
        crc.update(bytes, offset, length);
      }

      @Override
      public boolean isRight() {
        return ByteBuffer.wrap(told).getInt() == (int) crc.getValue();
      }
    };
  }

  private static Running digest(String name, byte[] told) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    return new Running() {
      @Override
      public void update(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
      }

      @Override
      public boolean isRight() {
        return Arrays.equals(told, digest.digest());
      }
    };
  }

  void update(byte[] bytes, int offset, int length) {
    running.forEach(each -> each.update(bytes, offset, length));
  }

  /** Whether all that came is what the origin told; to be asked once, at the end. */
  boolean isRight() {
    return running.stream().allMatch(Running::isRight);
  }
}
