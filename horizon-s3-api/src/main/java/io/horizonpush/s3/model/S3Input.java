package io.horizonpush.s3.model;

/** What a request asks for, parsed once from its head. One record for each supported operation. */
public sealed interface S3Input permits BucketInput, ListInput, MultipartInput, ObjectInput {

  S3Operation operation();
}
