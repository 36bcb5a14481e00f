package io.horizonpush.s3.request;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.VersionName;
import java.util.Optional;

/**
 * Requests for a page of a bucket's objects. Texts are decoded, empty where the client left them
 * out.
 */
public sealed interface ListInput extends BucketScoped {

  String prefix();

  String delimiter();

  /** The largest number of entries the client wants, as it said. */
  int maxKeys();

  /** Whether names in the answer are percent-encoded ({@code encoding-type=url}). */
  boolean urlEncoding();

  /** Version 1. */
  record ListObjects(
      BucketName bucket,
      String prefix,
      String delimiter,
      int maxKeys,
      boolean urlEncoding,
      String marker)
      implements ListInput {
    @Override
    public S3Operation operation() {
      return S3Operation.LIST_OBJECTS;
    }
  }

  /**
   * Every version of every key, delete markers included.
   *
   * @param versionMarker of {@code keyMarker}, behind which the page starts; nothing for behind all
   */
  record ListObjectVersions(
      BucketName bucket,
      String prefix,
      String delimiter,
      int maxKeys,
      boolean urlEncoding,
      String keyMarker,
      Optional<VersionName> versionMarker)
      implements ListInput {
    @Override
    public S3Operation operation() {
      return S3Operation.LIST_OBJECT_VERSIONS;
    }
  }

  /** Version 2. */
  record ListObjectsV2(
      BucketName bucket,
      String prefix,
      String delimiter,
      int maxKeys,
      boolean urlEncoding,
      String startAfter,
      Optional<String> continuationToken,
      boolean fetchOwner)
      implements ListInput {
    @Override
    public S3Operation operation() {
      return S3Operation.LIST_OBJECTS_V2;
    }
  }
}
