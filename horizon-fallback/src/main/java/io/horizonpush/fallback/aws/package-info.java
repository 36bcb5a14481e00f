/** Origins that speak S3: Amazon's and compatible ones. The only package that knows the AWS SDK. */
@NullMarked
package io.horizonpush.fallback.aws;

import org.jspecify.annotations.NullMarked;
