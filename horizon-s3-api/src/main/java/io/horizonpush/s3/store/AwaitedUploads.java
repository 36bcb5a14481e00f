package io.horizonpush.s3.store;

import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ObjectKey;
import java.time.Instant;
import java.util.List;

/**
 * The keys that other members changed, of buckets whose writes go to an origin: whoever made a
 * change brings it there, and this node looks after it if they do not. A change is awaited from the
 * transaction on that takes it in; a change made here ends that.
 *
 * <p>Thread-safe; blocks its (virtual) thread.
 */
public interface AwaitedUploads {

  /**
   * A key.
   *
   * @param since when the change came, or when it was looked at last
   * @param looks that left it to others
   */
  record Awaited(BucketId bucket, ObjectKey key, Instant since, int looks) {}

  /** The buckets that have some. */
  List<BucketId> buckets();

  /** Some of a bucket's that are awaited since a time or longer, the oldest first. */
  List<Awaited> before(BucketId bucket, Instant time, int limit);

  /** Awaits a key no more, unless it was changed anew. */
  void done(Awaited awaited);

  /** Leaves a key to others, who have from now on as long as before. */
  void leave(Awaited awaited, Instant now);
}
