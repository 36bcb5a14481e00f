package io.horizonpush.s3.request;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.VersionName;
import java.util.Optional;

/** Requests for the access control lists of buckets and objects. */
public sealed interface AclInput extends BucketScoped {

  record GetBucketAcl(BucketName bucket) implements AclInput {
    @Override
    public S3Operation operation() {
      return S3Operation.GET_BUCKET_ACL;
    }
  }

  /**
   * Replaces a bucket's list.
   *
   * @param acl from the headers; when they have none it is in the body
   */
  record PutBucketAcl(BucketName bucket, Optional<RequestedAcl> acl) implements AclInput {
    @Override
    public S3Operation operation() {
      return S3Operation.PUT_BUCKET_ACL;
    }
  }

  /** Asks for the list of a version; of the current one if none is named. */
  record GetObjectAcl(BucketName bucket, ObjectKey key, Optional<VersionName> version)
      implements AclInput {
    @Override
    public S3Operation operation() {
      return S3Operation.GET_OBJECT_ACL;
    }
  }

  /**
   * Replaces an object's list.
   *
   * @param version nothing for the current one
   * @param acl from the headers; when they have none it is in the body
   */
  record PutObjectAcl(
      BucketName bucket, ObjectKey key, Optional<VersionName> version, Optional<RequestedAcl> acl)
      implements AclInput {
    @Override
    public S3Operation operation() {
      return S3Operation.PUT_OBJECT_ACL;
    }
  }
}
