package io.horizonpush.s3.op;

import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.VersionName;
import java.util.Map;
import java.util.Optional;

/**
 * What answers say of the version that they are about. Of a bucket that never kept any they say
 * nothing. Stateless.
 */
final class VersionAnswers {

  static final String ID = "x-amz-version-id";
  static final String SOURCE_ID = "x-amz-copy-source-version-id";
  static final String DELETE_MARKER = "x-amz-delete-marker";

  private VersionAnswers() {}

  /** The name by which clients know a version; nothing where they know of none. */
  static Optional<VersionName> name(Bucket bucket, ObjectVersion version) {
    // It may have been written when versioning had just been enabled, which the bucket shows later.
    return bucket.configuration().hasVersions() || !version.isNull()
        ? Optional.of(VersionName.of(version))
        : Optional.empty();
  }

  /** The header that names a version, if clients know of any. */
  static Map<String, String> header(Bucket bucket, ObjectVersion version) {
    return header(ID, bucket, version);
  }

  /**
   * The header that names a version that was just written: AWS shows none for a null version.
   *
   * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html">AWS:
   *     PutObject, the answer while versioning is suspended</a>
   */
  static Map<String, String> written(ObjectVersion version) {
    return version.isNull() ? Map.of() : Map.of(ID, version.id().text());
  }

  /** The header that names the version that a copy read. */
  static Map<String, String> sourceHeader(Bucket bucket, ObjectVersion version) {
    return header(SOURCE_ID, bucket, version);
  }

  private static Map<String, String> header(String header, Bucket bucket, ObjectVersion version) {
    return name(bucket, version).map(name -> Map.of(header, name.text())).orElse(Map.of());
  }

  /** An answer with the header that names a version. */
  static S3Response named(S3Response answer, Bucket bucket, ObjectVersion version) {
    return answer.withMore(header(bucket, version));
  }
}
