package io.horizonpush.s3.access;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.KeyGrant;
import io.horizonpush.s3.model.KeyRights;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.BucketInput;
import io.horizonpush.s3.request.S3Input;
import java.util.List;
import java.util.Optional;

/** What follows from who sends a request, whatever a bucket's owner allows. Stateless. */
final class Senders {

  private Senders() {}

  /**
   * Refuses what its sender may not ask for of any bucket.
   *
   * @throws S3Exception {@code AccessDenied}
   */
  static void check(Principal principal, S3Input input) {
    if (input instanceof BucketInput.CreateBucket && grants(principal).isPresent()) {
      throw denied(principal);
    }
    if (!(principal instanceof Principal.Public(Optional<String> doubt))) {
      return;
    }
    // Buckets are somebody's.
    if (input instanceof BucketInput.CreateBucket || input instanceof BucketInput.ListBuckets) {
      throw denied(principal);
    }
    // So is a copy, which nobody in particular could use to move what others may only read:
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
    if (input.copySource().isPresent()) {
      String refusal = "Anonymous users cannot copy objects: sign the request with an access key.";
      throw new S3Exception(
          S3ErrorCode.ACCESS_DENIED, doubt.map(why -> refusal + " " + why).orElse(refusal));
    }
  }

  /** What a sender is told that may not do what it asks. */
  static S3Exception denied(Principal principal) {
    return switch (principal) {
      case Principal.Public(Optional<String> doubt) -> S3Exception.accessDenied(doubt);
      case Principal.Local _, Principal.Identified _, Principal.KeyHolder _ ->
          S3Exception.accessDenied();
    };
  }

  /** Whether a principal acts for the owner of a bucket, with all of his rights. */
  static boolean owns(Principal principal, Bucket bucket) {
    return switch (principal) {
      case Principal.Local _ -> true;
      case Principal.KeyHolder holder ->
          switch (holder.rights()) {
            case KeyRights.Everything _ -> true;
            case KeyRights.OfOwner _ -> holder.owner().id().equals(bucket.owner().id());
            case KeyRights.Granted _ -> false;
          };
      case Principal.Identified identified -> identified.owner().id().equals(bucket.owner().id());
      case Principal.Public _ -> false;
    };
  }

  /** What a key is held to whose rights are listed one by one. */
  static Optional<List<KeyGrant>> grants(Principal principal) {
    return principal instanceof Principal.KeyHolder holder
            && holder.rights() instanceof KeyRights.Granted granted
        ? Optional.of(granted.grants())
        : Optional.empty();
  }
}
