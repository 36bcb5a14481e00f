package io.horizonpush.s3.model;

/** What a request asks for, parsed once from its head. One record for each supported operation. */
public sealed interface S3Input
    permits AclInput, BucketInput, ListInput, MultipartInput, ObjectInput, SettingInput {

  S3Operation operation();
}
