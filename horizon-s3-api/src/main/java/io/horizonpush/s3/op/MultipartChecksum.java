package io.horizonpush.s3.op;

import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.ChecksumType;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.payload.Checksums;
import io.horizonpush.s3.payload.RunningChecksum;
import io.horizonpush.s3.request.ExpectedObject;
import io.horizonpush.s3.request.MultipartInput.CreateMultipartUpload;
import io.horizonpush.s3.store.MultipartStore.NewUpload;
import io.horizonpush.s3.store.MultipartStore.UploadedPart;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The checksum of an object made from the checksums of its parts, with no byte read again.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html">AWS:
 *     checksums of multipart uploads</a>
 */
final class MultipartChecksum {

  private MultipartChecksum() {}

  /**
   * How the checksum of a new upload will be made.
   *
   * @throws S3Exception {@code InvalidRequest} when algorithm and type do not go together
   */
  static Optional<ChecksumType> type(CreateMultipartUpload create) {
    if (create.checksumAlgorithm().isEmpty()) {
      if (create.checksumType().isPresent()) {
        throw new S3Exception(
            S3ErrorCode.INVALID_REQUEST,
            "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm"
                + " header.");
      }
      return Optional.empty();
    }
    ChecksumAlgorithm algorithm = create.checksumAlgorithm().get();
    ChecksumType type =
        create
            .checksumType()
            .orElse(
                algorithm == ChecksumAlgorithm.CRC64NVME
                    ? ChecksumType.FULL_OBJECT
                    : ChecksumType.COMPOSITE);
    if (!isPossible(algorithm, type)) {
      throw new S3Exception(
          S3ErrorCode.INVALID_REQUEST,
          "The "
              + type
              + " checksum type cannot be used with the "
              + algorithm
              + " checksum algorithm.");
    }
    return Optional.of(type);
  }

  /**
   * The checksums of the completed object; none when a part came without. An upload that was made
   * without an algorithm has the one that its completion names, or else the one that is made where
   * clients promise none.
   *
   * @param expected what the client says they are
   * @throws S3Exception {@code BadDigest} when the client expects another value or type, {@code
   *     InvalidRequest} when it expects a checksum that the parts do not give
   */
  static List<Checksum> combine(
      NewUpload upload, List<UploadedPart> parts, ExpectedObject expected) {
    Map<ChecksumAlgorithm, String> wanted = expected.checksums();
    ChecksumAlgorithm algorithm =
        upload
            .checksumAlgorithm()
            .or(() -> wanted.keySet().stream().findFirst().filter(_ -> wanted.size() == 1))
            .orElse(HashingReader.USUAL);
    List<ChecksumType> types =
        possibleTypes(upload, algorithm)
            .filter(type -> expected.type().filter(asked -> asked != type).isEmpty())
            .toList();
    if (types.isEmpty()) {
      throw mismatch(algorithm);
    }
    List<byte[]> values = valuesOf(algorithm, parts);
    if (values.size() != parts.size()) {
      refuse(wanted.keySet().stream());
      return List.of();
    }
    refuse(wanted.keySet().stream().filter(each -> each != algorithm));
    return types.stream()
        .map(type -> new Checksum(algorithm, type, value(algorithm, type, values, parts)))
        .filter(made -> isMet(Optional.ofNullable(wanted.get(algorithm)), made))
        .findFirst()
        .map(List::of)
        .orElseThrow(() -> mismatch(algorithm));
  }

  /** How the checksum may be made, the usual way first. */
  private static Stream<ChecksumType> possibleTypes(NewUpload upload, ChecksumAlgorithm algorithm) {
    return upload
        .checksumType()
        .map(Stream::of)
        .orElseGet(() -> Stream.of(ChecksumType.values()))
        .filter(type -> isPossible(algorithm, type));
  }

  private static boolean isPossible(ChecksumAlgorithm algorithm, ChecksumType type) {
    return switch (type) {
      case FULL_OBJECT -> CrcCombination.of(algorithm).isPresent();
      case COMPOSITE -> algorithm != ChecksumAlgorithm.CRC64NVME;
    };
  }

  private static String value(
      ChecksumAlgorithm algorithm,
      ChecksumType type,
      List<byte[]> values,
      List<UploadedPart> parts) {
    return switch (type) {
      case COMPOSITE -> composite(algorithm, values);
      case FULL_OBJECT -> fullObject(algorithm, values, parts);
    };
  }

  /** Some clients, minio-go among them, leave out the number of parts behind a composite value. */
  private static boolean isMet(Optional<String> wanted, Checksum made) {
    String value = made.value();
    return switch (made.type()) {
      case COMPOSITE ->
          wanted.isEmpty()
              || wanted.get().equals(value)
              || wanted.get().equals(value.substring(0, value.lastIndexOf('-')));
      case FULL_OBJECT -> wanted.isEmpty() || wanted.get().equals(value);
    };
  }

  /**
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html">AWS:
   *     x-amz-checksum-type</a>
   */
  private static S3Exception mismatch(ChecksumAlgorithm algorithm) {
    return new S3Exception(
        S3ErrorCode.BAD_DIGEST,
        "The " + algorithm + " you specified, or its type, did not match the calculated checksum.");
  }

  private static List<byte[]> valuesOf(ChecksumAlgorithm algorithm, List<UploadedPart> parts) {
    return parts.stream()
        .flatMap(part -> part.checksums().stream())
        .filter(each -> each.algorithm() == algorithm)
        .map(each -> Base64.getDecoder().decode(each.value()))
        .toList();
  }

  /** A checksum that cannot be computed must not look as if it had been verified. */
  private static void refuse(Stream<ChecksumAlgorithm> promised) {
    promised
        .findFirst()
        .ifPresent(
            algorithm -> {
              throw new S3Exception(
                  S3ErrorCode.INVALID_REQUEST,
                  "The "
                      + algorithm
                      + " checksum of the object cannot be verified: the upload or its parts were"
                      + " made without it.");
            });
  }

  private static String composite(ChecksumAlgorithm algorithm, List<byte[]> values) {
    RunningChecksum checksum = Checksums.start(algorithm);
    values.forEach(value -> checksum.update(ByteBuffer.wrap(value)));
    return checksum.base64() + "-" + values.size();
  }

  private static String fullObject(
      ChecksumAlgorithm algorithm, List<byte[]> values, List<UploadedPart> parts) {
    CrcCombination crc = CrcCombination.of(algorithm).orElseThrow();
    long combined = number(values.getFirst());
    for (int i = 1; i < values.size(); i++) {
      combined = crc.append(combined, number(values.get(i)), parts.get(i).size());
    }
    byte[] value = new byte[algorithm.length()];
    for (int i = value.length - 1; i >= 0; i--) {
      value[i] = (byte) combined;
      combined >>>= Byte.SIZE;
    }
    return Base64.getEncoder().encodeToString(value);
  }

  private static long number(byte[] value) {
    long number = 0;
    for (byte b : value) {
      number = number << Byte.SIZE | (b & 0xFF);
    }
    return number;
  }
}
