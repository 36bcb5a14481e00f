package io.horizonpush.s3.parse;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.RequestHead;
import java.util.Optional;
import java.util.function.Function;

/** Which bucket a request is about, for whoever has to know before the request is parsed. */
public record BucketAddress(ServiceAddress address)
    implements Function<RequestHead, Optional<BucketName>> {

  /** The bucket, if the request names one that could exist. */
  @Override
  public Optional<BucketName> apply(RequestHead head) {
    try {
      String name = address.target(head).bucket();
      return name.isEmpty() ? Optional.empty() : Optional.of(new BucketName(name));
    } catch (S3Exception e) {
      return Optional.empty(); // Parsing the request says what is wrong with its name.
    }
  }
}
