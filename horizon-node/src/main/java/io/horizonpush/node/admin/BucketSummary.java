package io.horizonpush.node.admin;

import io.horizonpush.iroh.swarm.PullPolicy;
import io.horizonpush.node.origins.OriginAccess;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketConfiguration.Versioning;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Pages;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * A bucket with its options.
 *
 * @param versioning whether it keeps versions; nothing for one that never did
 * @param objectLock whether its versions can be locked
 * @param pages what a browser may do with objects that are pages
 * @param pull when this node fetches bytes that other members have
 * @param copies how many members are to keep all bytes; nothing where nobody is told to
 * @param origins nothing where it has none
 */
public record BucketSummary(
    BucketName name,
    Owner owner,
    Instant createdAt,
    Durability durability,
    DocumentMode document,
    Optional<Versioning> versioning,
    boolean objectLock,
    Pages pages,
    PullPolicy pull,
    Optional<Integer> copies,
    Optional<BucketOriginsReport> origins)
    implements EventValue {

  /**
   * A bucket as this node has it.
   *
   * @param accesses what origins of the bucket are to this node
   */
  public static BucketSummary of(
      Bucket bucket, PullPolicy pull, Function<OriginId, OriginAccess> accesses) {
    return new BucketSummary(
        bucket.name(),
        bucket.owner(),
        bucket.createdAt(),
        bucket.durability(),
        bucket.document(),
        bucket.configuration().state(),
        bucket.configuration().objectLock(),
        bucket.configuration().pages(),
        pull,
        bucket.configuration().copies().stream().boxed().findFirst(),
        Optional.of(bucket.configuration().origins())
            .filter(known -> !known.isEmpty())
            .map(known -> BucketOriginsReport.of(known, accesses)));
  }
}
