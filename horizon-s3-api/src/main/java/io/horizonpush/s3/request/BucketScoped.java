package io.horizonpush.s3.request;

import io.horizonpush.s3.model.BucketName;

/** A request about one bucket or what is in it: every one but that for the list of buckets. */
public sealed interface BucketScoped extends S3Input
    permits AclInput,
        BucketInput.CreateBucket,
        BucketInput.DeleteBucket,
        BucketInput.GetBucketLocation,
        BucketInput.HeadBucket,
        ListInput,
        LockInput,
        MultipartInput,
        ObjectInput,
        SettingInput,
        VersioningInput {

  BucketName bucket();
}
