package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.KeyRecords.News;
import io.horizonpush.iroh.index.LogTable.Cause;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.index.UploadTable;
import io.horizonpush.iroh.index.UploadTable.UploadRow;
import io.horizonpush.iroh.index.VersionTable;
import io.horizonpush.iroh.index.VersionTable.KeyRows;
import io.horizonpush.iroh.store.KeyInTransaction.Made;
import io.horizonpush.iroh.store.KeyInTransaction.Signer;
import io.horizonpush.s3.model.Attribute;
import io.horizonpush.s3.model.Attributes;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Retention;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tombstone;
import io.horizonpush.s3.model.VersionHead;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.request.Validators;
import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Change.Expectation;
import io.horizonpush.s3.store.NewObject;
import java.util.ArrayList;
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
    KeyRows before = before(tables.versions(), bucket.id(), change);
    KeyDecision decision =
        new KeyDecision(new KeyInTransaction(tables, bucket, change.key(), signer, before));
    Optional<ObjectVersion> repeated = decision.repeated(change.draft());
    if (repeated.isPresent()) {
      return Made.of(repeated);
    }
    decision.check(change);
    return decision.isInVain(change) ? Made.NOTHING : decision.make(change.draft());
  }

  /** What decides about a change: more where it is one of a version that is there. */
  private static KeyRows before(VersionTable versions, long bucket, Change change) {
    ObjectKey key = change.key();
    return switch (change.draft()) {
      // A loser is a null version, and those are all looked at.
      case Draft.Write _, Draft.Complete _, Draft.Delete _, Draft.Resolve _ ->
          versions.of(bucket, key);
      case Draft.Set(var version, var _) ->
          versions.withNext(bucket, key, version.flatMap(KeyDecision::id));
      case Draft.Retain(var version, var _, var _) ->
          versions.withNext(bucket, key, version.flatMap(KeyDecision::id));
      case Draft.Remove(var version, var _) -> versions.withNext(bucket, key, id(version));
      case Draft.Fill(var version, var _) -> versions.withNext(bucket, key, Optional.of(version));
      case Draft.Hold(var version, var _) -> versions.withNext(bucket, key, Optional.of(version));
      case Draft.Queue(var version, var _, var _, var _) ->
          versions.withNext(bucket, key, Optional.of(version));
      case Draft.Confirm(var version, var _) ->
          versions.withNext(bucket, key, Optional.of(version));
      case Draft.Meet(var found) -> versions.withNext(bucket, key, Optional.of(found.id()));
      case Draft.Learn(var version, var _) ->
          versions.withNext(bucket, key, Optional.of(version.id()));
    };
  }

  private static Optional<VersionId> id(VersionName name) {
    return switch (name) {
      case VersionName.Id(VersionId id) -> Optional.of(id);
      case VersionName.Null() -> Optional.empty();
    };
  }

  /** The object that a completion made before, if it is still there: its answer was lost. */
  private Optional<ObjectVersion> repeated(Draft draft) {
    return draft instanceof Draft.Complete complete
        ? key.current()
            .filter(version -> key.uploadOf(version).equals(Optional.of(complete.upload())))
        : Optional.empty();
  }

  /** Expectations look at what a request for the key means, or at the version to be removed. */
  private void check(Change change) {
    Optional<ObjectVersion> version =
        change.draft() instanceof Draft.Remove(VersionName name, var _)
            ? key.find(name)
            : key.current();
    Optional<StoredVersion> object = version.flatMap(ObjectVersion::stored);
    Optional<Validators> validators =
        object.map(each -> new Validators(each.etag(), each.lastModified(), each.size()));
    switch (change.expectation()) {
      case Expectation.Anything _ -> {}
      case Expectation.OfWrite(var conditions) -> conditions.check(validators);
      case Expectation.OfDelete(var conditions) -> {
        if (version.filter(ObjectVersion::isMarker).isPresent()) {
          conditions.checkMarker();
        } else {
          conditions.check(validators);
        }
      }
      case Expectation.Same(VersionId same) -> {
        if (object.filter(each -> each.id().equals(same)).isEmpty()) {
          throw S3Exception.preconditionFailed("version");
        }
      }
    }
  }

  /** Whether somebody would delete what they describe, and there is nothing at all. */
  private boolean isInVain(Change change) {
    return change.draft() instanceof Draft.Delete
        && change.expectation() instanceof Expectation.OfDelete(var conditions)
        && !conditions.isEmpty()
        && key.current().filter(ObjectVersion::isVisible).isEmpty();
  }

  private Made make(Draft draft) {
    return switch (draft) {
      case Draft.Write write -> write(write);
      case Draft.Complete complete -> complete(complete);
      case Draft.Delete() -> delete();
      case Draft.Set set -> VersionDecision.set(key, set);
      case Draft.Retain retain -> VersionDecision.retain(key, retain);
      case Draft.Remove remove -> VersionDecision.remove(key, remove);
      case Draft.Resolve resolve -> VersionDecision.resolve(key, resolve);
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
        Attributes.at(head.stamp(), locked(object.attributes())));
  }

  /** The attributes of a new version, with the bucket's default retention if it has none. */
  private List<Attribute> locked(List<Attribute> asked) {
    List<Attribute> attributes = new ArrayList<>(asked);
    if (asked.stream().anyMatch(attribute -> attribute.name().isLock())) {
      key.requireObjectLock();
    }
    if (asked.stream().noneMatch(Retention.class::isInstance)) {
      key.configuration()
          .defaultRetention()
          .filter(_ -> key.configuration().objectLock())
          .ifPresent(retention -> attributes.add(retention.from(key.signer().now())));
    }
    return attributes;
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

  /** What clients see of it, when the bucket keeps versions or did, is a delete marker. */
  private Made delete() {
    boolean marker = key.configuration().hasVersions();
    boolean hasObject = key.current().filter(StoredVersion.class::isInstance).isPresent();
    if (!marker && !hasObject && (key.current().isPresent() || !key.configuration().tombstones())) {
      return Made.NOTHING;
    }
    if (!marker) {
      key.refuseForeign(key.current());
    }
    return key.store(new Tombstone(key.newHead(), marker));
  }
}
