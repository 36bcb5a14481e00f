package io.horizonpush.fallback.aws;

import io.horizonpush.fallback.origin.OriginAnswer;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFailures;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** What the exceptions of the AWS SDK mean. */
final class S3Faults {

  private S3Faults() {}

  static OriginException of(String what, RuntimeException failure) {
    return failure instanceof AwsServiceException refusal
        ? answer(what, refusal).exception()
        : OriginFailures.of(what, failure);
  }

  private static OriginAnswer answer(String what, AwsServiceException refusal) {
    Optional<AwsErrorDetails> details = Optional.ofNullable(refusal.awsErrorDetails());
    return new OriginAnswer(
        what,
        refusal.statusCode(),
        details.map(AwsErrorDetails::errorCode).orElse(""),
        details
            .map(AwsErrorDetails::sdkHttpResponse)
            .flatMap(response -> response.firstMatchingHeader("Retry-After")));
  }
}
