package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketConfiguration.Deciding;
import io.horizonpush.s3.model.BucketName;
import java.util.Optional;

/**
 * Where a bucket's requests are decided.
 *
 * @param home nothing before an owner has said who it is
 */
public record HomeReport(BucketName bucket, Deciding deciding, Optional<Home> home)
    implements EventValue {

  /**
   * The node that decides.
   *
   * @param number grows with each home
   * @param here whether it is this node
   * @param forced whether the home before it did not agree
   */
  public record Home(String node, long number, boolean here, boolean forced) {}
}
