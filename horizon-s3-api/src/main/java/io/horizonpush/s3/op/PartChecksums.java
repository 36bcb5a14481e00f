package io.horizonpush.s3.op;

import io.horizonpush.s3.filter.RequestBody;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.MultipartStore.NewUpload;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which checksums parts have: the one that their upload declared, from the client; without one the
 * client's, and always one of which the object's can be made.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html">AWS:
 *     checksums of multipart uploads</a>
 */
final class PartChecksums {

  private PartChecksums() {}

  /** The checksum that every part of an upload must have. */
  static ChecksumAlgorithm required(NewUpload upload) {
    return upload.checksumAlgorithm().orElse(HashingReader.USUAL);
  }

  /**
   * Reads a part.
   *
   * @throws S3Exception {@code InvalidRequest} when its upload declared a checksum, and the client
   *     promises none
   */
  static HashingReader reader(NewUpload upload, RequestBody body) {
    if (upload.checksumAlgorithm().isEmpty()) {
      return HashingReader.withChecksum(body, HashingReader.USUAL);
    }
    if (!body.promisesChecksum()) {
      throw mismatch(upload.checksumAlgorithm().get(), Optional.empty());
    }
    return HashingReader.plain(body);
  }

  /**
   * Refuses a part whose checksum is another than its upload declared.
   *
   * @throws S3Exception {@code InvalidRequest}
   */
  static void requireDeclared(NewUpload upload, List<Checksum> promised) {
    upload
        .checksumAlgorithm()
        .filter(declared -> promised.stream().noneMatch(each -> each.algorithm() == declared))
        .ifPresent(
            declared -> {
              throw mismatch(declared, promised.stream().findFirst().map(each -> each.algorithm()));
            });
  }

  private static S3Exception mismatch(
      ChecksumAlgorithm declared, Optional<ChecksumAlgorithm> actual) {
    return new S3Exception(
        S3ErrorCode.INVALID_REQUEST,
        "Checksum Type mismatch occurred, expected checksum Type: %s, actual checksum Type: %s"
            .formatted(word(declared), actual.map(PartChecksums::word).orElse("null")));
  }

  private static String word(ChecksumAlgorithm algorithm) {
    return algorithm.name().toLowerCase(Locale.ROOT);
  }

  /** The client's and the one that was made, unless the client's is that. */
  static List<Checksum> of(List<Checksum> promised, List<Checksum> made) {
    return Stream.concat(
            promised.stream(),
            made.stream()
                .filter(
                    each ->
                        promised.stream()
                            .noneMatch(other -> other.algorithm() == each.algorithm())))
        .toList();
  }
}
