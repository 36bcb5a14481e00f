package io.horizonpush.s3.request;

import java.util.Optional;

/** What a request asks for, parsed once from its head. One record for each supported operation. */
public sealed interface S3Input permits BucketInput, BucketScoped {

  S3Operation operation();

  /** The object that it copies from, if it is a copy. */
  default Optional<CopySource> copySource() {
    return Optional.empty();
  }
}
