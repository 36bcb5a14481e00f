package io.horizonpush.node.admin;

/**
 * What a bucket holds.
 *
 * @param current its objects
 * @param noncurrent its other versions with bytes, those that lost included
 */
public record BucketUsage(Total current, Total noncurrent) {

  public static final BucketUsage NOTHING = new BucketUsage(new Total(0, 0), new Total(0, 0));

  /** Both together. */
  public BucketUsage plus(BucketUsage other) {
    return new BucketUsage(current.plus(other.current), noncurrent.plus(other.noncurrent));
  }

  /**
   * How much there is of something.
   *
   * @param bytes the sum of the sizes
   */
  public record Total(long count, long bytes) {

    private Total plus(Total other) {
      return new Total(count + other.count, bytes + other.bytes);
    }
  }
}
