package io.horizonpush.s3.op;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.request.ObjectInput.DeleteObject;
import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Change.Expectation;
import io.horizonpush.s3.store.Records;
import java.util.Optional;

/**
 * Deletes an object, which in a bucket with versions puts a delete marker on top of it, or removes
 * one version for good. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletingObjectVersions.html">
 *     AWS: deleting object versions</a>
 */
final class Deletions {

  private final Records records;

  Deletions(Records records) {
    this.records = records;
  }

  /**
   * What a deletion did.
   *
   * @param version that was named or made; nothing where clients know of none
   * @param marker whether that is a delete marker
   */
  record Outcome(Optional<VersionName> version, boolean marker) {}

  Outcome delete(Bucket bucket, DeleteObject delete) {
    return delete
        .version()
        .map(name -> remove(bucket, delete, name))
        .orElseGet(() -> hide(bucket, delete));
  }

  private Outcome hide(Bucket bucket, DeleteObject delete) {
    Optional<ObjectVersion> marker =
        change(bucket, delete, new Draft.Delete()).filter(ObjectVersion::isMarker);
    return new Outcome(marker.map(VersionName::of), marker.isPresent());
  }

  private Outcome remove(Bucket bucket, DeleteObject delete, VersionName name) {
    boolean marker =
        change(bucket, delete, new Draft.Remove(name, delete.bypass()))
            .filter(ObjectVersion::isMarker)
            .isPresent();
    return new Outcome(Optional.of(name).filter(_ -> bucket.configuration().hasVersions()), marker);
  }

  private Optional<ObjectVersion> change(Bucket bucket, DeleteObject delete, Draft draft) {
    return records.change(
        new Change(
            bucket.id(), delete.key(), new Expectation.OfDelete(delete.conditions()), draft));
  }
}
