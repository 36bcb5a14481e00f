package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.BlobUseTable.Used;
import io.horizonpush.iroh.index.KeyRecords;
import io.horizonpush.iroh.index.KeyRecords.News;
import io.horizonpush.iroh.index.LogTable.Cause;
import io.horizonpush.iroh.index.OriginTable.Named;
import io.horizonpush.iroh.index.OriginTaskTable.Errand;
import io.horizonpush.iroh.store.KeyInTransaction.Made;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Confirmation;
import io.horizonpush.s3.model.KeyVersions;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.store.Change.Draft;
import java.util.Optional;

/**
 * What a change makes that an origin is the cause of. Runs inside the writer's transaction;
 * stateless.
 */
final class OriginDecision {

  private OriginDecision() {}

  static Made make(KeyInTransaction key, Draft.OfOrigin draft) {
    return switch (draft) {
      case Draft.Learn learn -> learn(key, learn);
      case Draft.Meet(StoredVersion found) -> meet(key, found);
      case Draft.Fill fill -> fill(key, fill);
      case Draft.Hold(VersionId id, BlobHash blob) -> hold(key, key.require(id), blob);
      case Draft.Queue queue -> {
        ObjectVersion version = key.require(queue.version());
        Errand errand = OriginQueueing.errand(key, version, queue);
        if (queue.deletion() && isFormerPlace(key, version, queue.origin())) {
          key.tables().records().clear(errand, key.signer().now(), Optional.empty());
        } else {
          key.tables().records().queue(errand, key.signer().now(), Optional.empty());
        }
        yield Made.of(Optional.of(version));
      }
      case Draft.Confirm(VersionId id, Confirmation confirmation) -> {
        ObjectVersion version = key.require(id);
        key.tables().records().confirm(key.bucket(), version, confirmation);
        yield Made.of(Optional.of(version));
      }
    };
  }

  /**
   * A version comes behind the one that the origin had before, whatever its time says: times at
   * origins are no finer than a second, and go back where a version is restored.
   */
  private static Made learn(KeyInTransaction key, Draft.Learn learn) {
    Optional<ObjectVersion> known = key.versions().nullVersion();
    key.refuseForeign(known);
    StoredVersion version = learn.version();
    if (known.isPresent()) {
      ObjectVersion before = known.get();
      boolean isExpected = learn.instead().equals(Optional.of(before.id()));
      if (!isExpected || before.id().equals(version.id()) || (waits(key) && !isRemote(before))) {
        return Made.NOTHING;
      }
      version = key.behind(version, before);
    } else if (key.tables().originTasks().isToBeDeleted(key.bucket(), key.key())) {
      return Made.NOTHING; // Its tombstone is forgotten, and it is there still.
    } else if (key.current().isPresent()) {
      return Made.NOTHING; // It was written here meanwhile, as a version of its own.
    }
    return key.store(version, new News(key.with(version), Optional.empty(), false, Cause.FILL));
  }

  /** Whether an origin is one that a version which is there is to leave. */
  private static boolean isFormerPlace(
      KeyInTransaction key, ObjectVersion version, OriginId origin) {
    return !version.isRemoved()
        && version.stored().isPresent()
        && key.configuration().origins().others(version.attributes().storageClass()).stream()
            .anyMatch(other -> other.id().equals(origin));
  }

  /** What is on its way from one origin to another, and is replaced at the first, is lost. */
  private static boolean isRemote(ObjectVersion version) {
    return version.stored().filter(each -> each.body() instanceof ObjectBody.Remote).isPresent();
  }

  /** By stamps, as with what any other writer wrote: whoever loses stays beside. */
  private static Made meet(KeyInTransaction key, StoredVersion found) {
    key.refuseForeign(key.versions().nullVersion());
    KeyVersions after = key.with(found);
    boolean wins = after.current().filter(each -> each.id().equals(found.id())).isPresent();
    return wins && !after.equals(key.versions())
        ? key.store(found, new News(after, Optional.empty(), false, Cause.FILL))
        : Made.NOTHING;
  }

  private static Made hold(KeyInTransaction key, ObjectVersion version, BlobHash blob) {
    Optional<Used> used =
        KeyRecords.used(version).stream().filter(each -> each.hash().equals(blob)).findFirst();
    if (used.isEmpty()) {
      return Made.NOTHING;
    }
    key.tables().uses().came(key.bucket(), used.get());
    return Made.of(Optional.of(version));
  }

  /** Whether what is there is still to be uploaded. */
  private static boolean waits(KeyInTransaction key) {
    return key.versions()
        .nullVersion()
        .map(version -> new Named(key.bucket(), key.key(), version.id()))
        .filter(named -> !key.tables().origins().waiting(named).isEmpty())
        .isPresent();
  }

  /** A fill looks at the bytes alone: a change of attributes meanwhile is none of its business. */
  private static Made fill(KeyInTransaction key, Draft.Fill fill) {
    Optional<StoredVersion> version =
        key.versions()
            .find(fill.version())
            .filter(each -> !each.isRemoved())
            .flatMap(ObjectVersion::stored)
            .filter(each -> each.body() instanceof ObjectBody.Remote)
            .filter(each -> each.size() == fill.body().length());
    if (version.isEmpty()) {
      return Made.NOTHING;
    }
    StoredVersion filled = version.get().withBody(fill.body());
    return key.store(filled, new News(key.with(filled), Optional.empty(), true, Cause.FILL));
  }
}
