package io.horizonpush.s3.request;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.S3Exception;
import java.util.Optional;
import java.util.function.Function;

/** The buckets that a request names, looked up once for all who look at them. */
public record ResolvedBuckets(Optional<Found> target, Optional<Found> source) {

  public static final ResolvedBuckets NONE =
      new ResolvedBuckets(Optional.empty(), Optional.empty());

  /**
   * What came of looking for a bucket.
   *
   * @param bucket nothing when there is none of that name
   */
  public record Found(BucketName name, Optional<Bucket> bucket) {

    /**
     * The bucket.
     *
     * @throws S3Exception {@code NoSuchBucket}
     */
    public Bucket required() {
      return bucket.orElseThrow(() -> S3Exception.noSuchBucket(name));
    }
  }

  /** Looks up what a request names. */
  public static ResolvedBuckets of(S3Input input, Function<BucketName, Optional<Bucket>> lookup) {
    if (!(input instanceof BucketScoped scoped)) {
      return NONE;
    }
    Found target = new Found(scoped.bucket(), lookup.apply(scoped.bucket()));
    return new ResolvedBuckets(
        Optional.of(target),
        input
            .copySource()
            .map(CopySource::bucket)
            .map(name -> name.equals(target.name) ? target : new Found(name, lookup.apply(name))));
  }

  /** The bucket that the request is about, if it is about one that exists. */
  public Optional<Bucket> existing() {
    return target.flatMap(Found::bucket);
  }

  /**
   * The bucket that the request is about.
   *
   * @throws S3Exception {@code NoSuchBucket}
   */
  public Bucket required() {
    return target.orElseThrow(() -> new IllegalStateException("It names no bucket")).required();
  }

  /**
   * The bucket of the object that a copy reads.
   *
   * @throws S3Exception {@code NoSuchBucket}
   */
  public Bucket requiredSource() {
    return source.orElseThrow(() -> new IllegalStateException("It copies nothing")).required();
  }

  /**
   * One of the request's buckets, or nothing when there is none of that name.
   *
   * @throws IllegalArgumentException for another name: not to have looked must never be taken for
   *     not to have found
   */
  public Optional<Bucket> find(BucketName name) {
    return target
        .filter(found -> found.name.equals(name))
        .or(() -> source.filter(found -> found.name.equals(name)))
        .orElseThrow(() -> new IllegalArgumentException(name + " was not looked up"))
        .bucket();
  }
}
