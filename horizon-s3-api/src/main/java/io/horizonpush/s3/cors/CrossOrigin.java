package io.horizonpush.s3.cors;

import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.SettingCache;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.ResolvedBuckets;
import io.horizonpush.s3.store.BucketStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Answers browsers that ask whether a page of another origin may send a request, and tells them
 * what the page may see of an answer. Says nothing about who may do what: a browser's preflight
 * request is never signed. Thread-safe.
 */
public final class CrossOrigin {

  private static final String PREFLIGHT = "OPTIONS";

  private final BucketStore buckets;
  private final Function<RequestHead, Optional<BucketName>> bucketOf;
  private final SettingCache<CorsConfiguration> parsed = new SettingCache<>();

  /**
   * @param bucketOf the bucket that a request is about
   */
  public CrossOrigin(BucketStore buckets, Function<RequestHead, Optional<BucketName>> bucketOf) {
    this.buckets = buckets;
    this.bucketOf = bucketOf;
  }

  /**
   * The answer to a preflight request; nothing for any other.
   *
   * @throws io.horizonpush.s3.model.S3Exception {@code AccessForbidden} when the bucket's rules do
   *     not allow what is asked, {@code BadRequest} when it asks for nothing
   */
  public Optional<S3Response> preflight(RequestHead head) {
    if (!head.method().equals(PREFLIGHT)) {
      return Optional.empty();
    }
    CorsRequest asked = CorsRequest.preflight(head);
    Bucket bucket =
        bucketOf
            .apply(head)
            .flatMap(buckets::find)
            .orElseThrow(() -> CorsConfiguration.bucketNotFound(asked));
    CorsMatch match =
        rules(bucket)
            .orElseThrow(() -> CorsConfiguration.notEnabled(asked))
            .require(asked, "BUCKET");
    return Optional.of(new S3Response(200, match.headers(), List.of(), 0));
  }

  /**
   * An answer with what its bucket's rules let a page of another origin see.
   *
   * @param resolved the request's buckets; nothing when it failed before they were looked up
   */
  public S3Response decorate(
      RequestHead head, Optional<ResolvedBuckets> resolved, S3Response response) {
    if (head.header("origin").isEmpty()) {
      return response;
    }
    Optional<Bucket> bucket =
        resolved
            .map(ResolvedBuckets::existing)
            .orElseGet(() -> bucketOf.apply(head).flatMap(buckets::find));
    return CorsRequest.actual(head)
        .flatMap(request -> bucket.flatMap(this::rules).flatMap(rules -> rules.match(request)))
        .map(match -> response.withMore(match.headers()))
        .orElse(response);
  }

  private Optional<CorsConfiguration> rules(Bucket bucket) {
    return bucket
        .setting(BucketSetting.CORS)
        .map(text -> parsed.get(text, CorsConfiguration::parse));
  }
}
