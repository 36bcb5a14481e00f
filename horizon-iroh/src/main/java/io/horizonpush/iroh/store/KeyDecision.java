package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.KeyRecords.News;
import io.horizonpush.iroh.index.LogTable.Cause;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.index.UploadTable;
import io.horizonpush.iroh.index.UploadTable.UploadRow;
import io.horizonpush.iroh.store.KeyInTransaction.Made;
import io.horizonpush.iroh.store.KeyInTransaction.Signer;
import io.horizonpush.s3.model.Attribute;
import io.horizonpush.s3.model.Attributes;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Register;
import io.horizonpush.s3.model.Removal;
import io.horizonpush.s3.model.Retention;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tombstone;
import io.horizonpush.s3.model.VersionHead;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.request.Validators;
import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Change.Expectation;
import io.horizonpush.s3.store.NewObject;
import java.util.List;
import java.util.Optional;

/**
 * The decision about one change, inside the transaction that makes it: whether its expectation
 * holds, and what comes of its draft. Confined to the writer's thread.
 */
final class KeyDecision {

  private final KeyInTransaction key;

  private KeyDecision(KeyInTransaction key) {
    this.key = key;
  }

  /**
   * Makes a change.
   *
   * @throws S3Exception when it cannot be made
   */
  static Made make(Tables tables, Change change, Signer signer) {
    BucketRow bucket = tables.buckets().requireToWrite(change.bucket());
    KeyDecision decision =
        new KeyDecision(new KeyInTransaction(tables, bucket, change.key(), signer));
    Optional<ObjectVersion> repeated = decision.repeated(change.draft());
    if (repeated.isPresent()) {
      return Made.of(repeated);
    }
    decision.check(change.expectation());
    return decision.make(change.draft());
  }

  /** The object that a completion made before, if it is still there: its answer was lost. */
  private Optional<ObjectVersion> repeated(Draft draft) {
    return draft instanceof Draft.Complete complete
        ? key.current()
            .filter(version -> key.uploadOf(version).equals(Optional.of(complete.upload())))
        : Optional.empty();
  }

  private void check(Expectation expectation) {
    Optional<StoredVersion> object = key.current().flatMap(ObjectVersion::stored);
    Optional<Validators> validators =
        object.map(each -> new Validators(each.etag(), each.lastModified(), each.size()));
    switch (expectation) {
      case Expectation.Anything _ -> {}
      case Expectation.OfWrite(var conditions) -> conditions.check(validators);
      case Expectation.OfDelete(var conditions) -> conditions.check(validators);
      case Expectation.Same(VersionId version) -> {
        if (object.filter(each -> each.id().equals(version)).isEmpty()) {
          throw S3Exception.preconditionFailed("version");
        }
      }
    }
  }

  private Made make(Draft draft) {
    return switch (draft) {
      case Draft.Write write -> write(write);
      case Draft.Complete complete -> complete(complete);
      case Draft.Delete() -> delete();
      case Draft.Set set -> set(set);
      case Draft.Remove(VersionId version, boolean bypass) -> remove(version, bypass);
      case Draft.Resolve(VersionId loser, boolean keep) -> resolve(loser, keep);
      case Draft.OfOrigin ofOrigin -> OriginDecision.make(key, ofOrigin);
    };
  }

  private Made write(Draft.Write write) {
    StoredVersion version = written(write.object(), write.body());
    return key.store(
        version, new News(key.with(version), Optional.empty(), write.held(), Cause.LOCAL));
  }

  private StoredVersion written(NewObject object, ObjectBody body) {
    VersionHead head = key.newHead();
    return new StoredVersion(
        head,
        key.signer().now(),
        object.etag(),
        object.metadata(),
        object.checksums(),
        body,
        object.partCount(),
        Optional.empty(),
        Attributes.at(head.stamp(), object.attributes()));
  }

  private Made complete(Draft.Complete complete) {
    UploadTable uploads = key.tables().uploads();
    UploadRow upload = uploads.require(key.bucket(), key.key(), complete.upload());
    if (upload.revision() != complete.revision()) {
      throw new S3Exception(
          S3ErrorCode.OPERATION_ABORTED,
          "A conflicting conditional operation is currently in progress against this resource. Try again.");
    }
    StoredVersion version = written(complete.object(), complete.body());
    // What the upload got through this bucket, the bucket holds.
    News news = new News(key.with(version), Optional.of(complete.upload()), false, Cause.LOCAL);
    Made made = key.store(version, news);
    uploads.remove(key.bucket(), key.key(), complete.upload());
    return made;
  }

  private Made delete() {
    boolean hasObject = key.current().filter(StoredVersion.class::isInstance).isPresent();
    if (!hasObject && (key.current().isPresent() || !key.configuration().tombstones())) {
      return Made.NOTHING;
    }
    key.refuseForeign(key.current());
    return key.store(new Tombstone(key.newHead()));
  }

  private Made set(Draft.Set set) {
    StoredVersion version =
        set.version()
            .map(key::require)
            .or(key::current)
            .filter(each -> !each.isRemoved())
            .flatMap(ObjectVersion::stored)
            .orElseThrow(() -> S3Exception.noSuchKey(key.key()));
    key.refuseForeign(Optional.of(version));
    Attribute value =
        set.attribute() instanceof Retention retention
            ? version.attributes().retention().map(retention::atLeast).orElse(retention)
            : set.attribute();
    Stamp stamp = key.signer().behind(Optional.of(version));
    return key.store(version.with(new Register<>(stamp, value)));
  }

  private Made remove(VersionId id, boolean bypass) {
    Optional<ObjectVersion> version = key.versions().find(id).filter(each -> !each.isRemoved());
    key.refuseForeign(version);
    return version.map(each -> remove(each, bypass)).orElse(Made.NOTHING);
  }

  private Made remove(ObjectVersion version, boolean bypass) {
    Removal removal = Removal.of(version, key.signer().behind(Optional.of(version)), bypass);
    ObjectVersion removed = version.withHead(version.head().with(removal));
    if (!removed.isRemoved()) {
      throw S3Exception.accessDenied();
    }
    return key.store(removed);
  }

  private Made resolve(VersionId id, boolean keep) {
    StoredVersion loser =
        key.versions().losers().stream()
            .filter(each -> each.id().equals(id))
            .findFirst()
            .orElseThrow(() -> S3Exception.noSuchKey(key.key()));
    key.refuseForeign(Optional.of(loser));
    if (!keep) {
      return remove(loser, false);
    }
    ObjectVersion winner = key.versions().nullVersion().orElseThrow();
    VersionHead head = key.newHead(List.of(winner, loser));
    return key.store(loser.withHead(head).withAttributesAt(head.stamp()));
  }
}
