package io.horizonpush.node.admin;

import io.horizonpush.node.origins.OriginUse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An origin as this node knows it, without what it is shown.
 *
 * @param id that members know it by
 * @param endpoint as resolved
 * @param prefix of its keys there; may be empty
 * @param region of S3 alone
 * @param credentials which kind of them it is shown
 * @param configured whether the configuration file has it
 * @param buckets that name it
 * @param budget of bytes that are read there; nothing where there is none
 * @param maxRequests likewise of requests
 */
public record OriginReport(
    String name,
    String id,
    String type,
    String endpoint,
    String bucket,
    String prefix,
    Optional<String> region,
    boolean pathStyle,
    boolean readOnly,
    boolean allowPrivate,
    String credentials,
    boolean configured,
    Breaker breaker,
    List<OfBucket> buckets,
    Optional<Budget> budget,
    Optional<Budget> maxRequests) {

  public OriginReport {
    buckets = List.copyOf(buckets);
  }

  /** A bucket that names it, and whether this node uses it for that. */
  public record OfBucket(String name, OriginUse use) {}

  /** Whether requests go there. */
  public enum Breaker {
    /** None was made since the start. */
    UNUSED,
    /** They do. */
    CLOSED,
    /** They do not for a while, because several in a row failed. */
    OPEN
  }

  /**
   * What may be spent there in a period.
   *
   * @param limit in bytes or in requests
   * @param spent since the period began
   * @param over whether something was refused since then
   */
  public record Budget(long limit, Duration period, long spent, Instant since, boolean over) {}
}
