package io.horizonpush.node;

import io.horizonpush.fallback.tier.Transitions;
import io.horizonpush.node.admin.TransitionReport;
import io.horizonpush.node.admin.TransitionRequest;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StorageClass;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.store.Records;

/**
 * The objects that an operator moves to other storage classes. Thread-safe; blocks its (virtual)
 * thread.
 *
 * @param records what is known of objects
 */
record OperatedTransitions(Records records, Transitions transitions) {

  TransitionReport move(Bucket bucket, TransitionRequest asked) {
    ObjectKey key = new ObjectKey(asked.key());
    StorageClass to =
        StorageClass.writable(asked.storageClass())
            .orElseThrow(() -> MappedClasses.unknown(asked.storageClass()));
    VersionId version = records.find(bucket, key).require(key).id();
    return switch (transitions.move(bucket.id(), key, version, to)) {
      case MOVED -> report(bucket, asked, true);
      case UNCHANGED -> report(bucket, asked, false);
      case NOT_CURRENT -> throw S3Exception.noSuchKey(key); // It was deleted this moment.
      case UNMAPPED ->
          throw new IllegalArgumentException(
              "the bucket has no origin for the storage class %s: bucket origins %s --storage-class %s=NAME"
                  .formatted(to, bucket.name(), to));
    };
  }

  private static TransitionReport report(Bucket bucket, TransitionRequest asked, boolean moved) {
    return new TransitionReport(bucket.name(), asked.key(), asked.storageClass(), moved);
  }
}
