package io.horizonpush.s3.op;

import io.horizonpush.s3.model.ChecksumAlgorithm;
import java.util.Optional;

/**
 * Computes the CRC of two runs of bytes from the CRCs of each, without the bytes: appending n bytes
 * multiplies the first CRC by x^8n modulo the polynomial.
 *
 * @param width of the CRC in bits
 * @param polynomial bit-reflected, as the running checksums use it
 */
record CrcCombination(int width, long polynomial) {

  /** The combination for an algorithm; nothing for one that is no CRC. */
  static Optional<CrcCombination> of(ChecksumAlgorithm algorithm) {
    return switch (algorithm) {
      case CRC32 -> Optional.of(new CrcCombination(32, 0xEDB88320L));
      case CRC32C -> Optional.of(new CrcCombination(32, 0x82F63B78L));
      case CRC64NVME -> Optional.of(new CrcCombination(64, 0x9A6C9329AC4BC9B5L));
      case SHA1, SHA256, SHA512, MD5, XXHASH64, XXHASH3, XXHASH128 -> Optional.empty();
    };
  }

  /** The CRC of {@code first} followed by the {@code length} bytes whose CRC is {@code second}. */
  long append(long first, long second, long length) {
    long power = 1L << (width - 1);
    long square = 1L << (width - 9);
    for (long n = length; n != 0; n >>>= 1) {
      if ((n & 1) != 0) {
        power = multiply(square, power);
      }
      square = multiply(square, square);
    }
    return multiply(power, first) ^ second;
  }

  /** Multiplies two polynomials modulo the CRC's, the coefficient of x^0 in the highest bit. */
  private long multiply(long a, long b) {
    long product = 0;
    long factor = b;
    for (long bit = 1L << (width - 1); bit != 0; bit >>>= 1) {
      if ((a & bit) != 0) {
        product ^= factor;
      }
      factor = (factor & 1) != 0 ? (factor >>> 1) ^ polynomial : factor >>> 1;
    }
    return product;
  }
}
