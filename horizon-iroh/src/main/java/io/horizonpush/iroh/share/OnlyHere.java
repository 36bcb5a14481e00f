package io.horizonpush.iroh.share;

import io.horizonpush.s3.model.BucketId;
import java.util.Optional;

/** Knows what would be lost with this node. Thread-safe. */
@FunctionalInterface
public interface OnlyHere {

  /** What of a bucket no other member is known to have, for people; nothing if they have all. */
  Optional<String> of(BucketId bucket);
}
