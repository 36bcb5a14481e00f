package io.horizonpush.s3.request;

/** What a request asks for, parsed once from its head. One record for each supported operation. */
public sealed interface S3Input
    permits AclInput, BucketInput, ListInput, MultipartInput, ObjectInput, SettingInput {

  S3Operation operation();
}
