package io.horizonpush.s3.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A checksum that a client may send with an object and ask for again.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_Checksum.html">AWS:
 *     Checksum</a>
 */
public enum ChecksumAlgorithm {
  CRC32(4),
  CRC32C(4),
  CRC64NVME(8),
  SHA1(20),
  SHA256(32),
  SHA512(64),
  MD5(16),
  XXHASH64(8),
  XXHASH3(8),
  XXHASH128(16);

  private final int length;

  ChecksumAlgorithm(int length) {
    this.length = length;
  }

  /** The length of a value in bytes, before base64. */
  public int length() {
    return length;
  }

  /** The request and response header that carries a value, in lower case. */
  public String header() {
    return "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);
  }

  /** The element that carries a value in XML. */
  public String element() {
    return "Checksum" + name();
  }

  /** The algorithm of this name as S3 spells it, in any case. */
  public static Optional<ChecksumAlgorithm> named(String name) {
    return Arrays.stream(values()).filter(each -> each.name().equalsIgnoreCase(name)).findFirst();
  }
}
