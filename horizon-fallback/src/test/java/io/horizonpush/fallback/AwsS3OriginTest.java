package io.horizonpush.fallback;

import io.horizonpush.fallback.origin.OriginType;

/** Origins of type {@code aws-s3}, at S3Proxy in Amazon's place. */
class AwsS3OriginTest extends S3OriginTest {

  @Override
  OriginType type() {
    return OriginType.AWS_S3;
  }
}
