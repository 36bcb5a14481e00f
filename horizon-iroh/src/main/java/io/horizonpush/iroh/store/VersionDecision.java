package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.KeyRecords.News;
import io.horizonpush.iroh.index.LogTable.Cause;
import io.horizonpush.iroh.store.KeyInTransaction.Made;
import io.horizonpush.s3.model.Attribute;
import io.horizonpush.s3.model.KeyVersions;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Register;
import io.horizonpush.s3.model.Removal;
import io.horizonpush.s3.model.Retention;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionHead;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.store.Change.Draft;
import java.util.List;
import java.util.Optional;

/**
 * What a change makes of a version that is there: of its attributes, its lock, and whether it
 * stays. Runs inside the writer's transaction; stateless.
 */
final class VersionDecision {

  private VersionDecision() {}

  static Made set(KeyInTransaction key, Draft.Set set) {
    if (set.attribute().name().isLock()) {
      key.requireObjectLock();
    }
    return set(key, require(key, set.version()), set.attribute());
  }

  static Made retain(KeyInTransaction key, Draft.Retain retain) {
    key.requireObjectLock();
    StoredVersion version = require(key, retain.version());
    Optional<Retention> before = version.attributes().retention();
    if (before.isEmpty() && retain.period().isEmpty()) {
      return Made.of(Optional.of(version));
    }
    Retention changed =
        before
            .orElse(Retention.NONE)
            .changed(retain.period(), retain.bypass(), key.signer().confirmed());
    return set(key, version, changed);
  }

  private static Made set(KeyInTransaction key, StoredVersion version, Attribute attribute) {
    Register<Attribute> register =
        new Register<>(key.signer().behind(Optional.of(version)), attribute);
    return key.store(version.with(register));
  }

  /** The version with bytes that is meant, to be changed. */
  private static StoredVersion require(KeyInTransaction key, Optional<VersionName> name) {
    Optional<ObjectVersion> version = name.map(key::find).orElseGet(key::current);
    key.refuseForeign(version);
    if (version.filter(ObjectVersion::isMarker).isPresent()) {
      throw S3Exception.methodNotAllowed();
    }
    return version
        .flatMap(ObjectVersion::stored)
        .orElseThrow(
            () ->
                name.map(each -> S3Exception.noSuchVersion(key.key(), each))
                    .orElseGet(() -> S3Exception.noSuchKey(key.key())));
  }

  static Made remove(KeyInTransaction key, Draft.Remove remove) {
    Optional<ObjectVersion> version = key.find(remove.version());
    key.refuseForeign(version);
    return version.map(each -> key.store(removed(key, each, remove.bypass()))).orElse(Made.NOTHING);
  }

  /**
   * A version, removed.
   *
   * @throws S3Exception {@code AccessDenied} when a lock keeps it
   */
  private static ObjectVersion removed(
      KeyInTransaction key, ObjectVersion version, boolean bypass) {
    Removal removal = Removal.of(version, key.signer().behind(Optional.of(version)), bypass);
    Removal known = version.head().removal().map(removal::and).orElse(removal);
    ObjectVersion removed = version.withHead(version.head().with(known));
    // By a clock that nobody moved ahead, too, which the stamp of the removal may be.
    boolean kept =
        version.attributes().retention().stream()
            .anyMatch(each -> each.keeps(key.signer().confirmed(), bypass));
    if (kept || !removed.isRemoved()) {
      throw S3Exception.lockedVersion();
    }
    return removed;
  }

  static Made resolve(KeyInTransaction key, Draft.Resolve resolve) {
    StoredVersion loser =
        key.versions().losers().stream()
            .filter(each -> each.id().equals(resolve.loser()))
            .findFirst()
            .orElseThrow(() -> S3Exception.noSuchKey(key.key()));
    key.refuseForeign(Optional.of(loser));
    if (!resolve.keep()) {
      return key.store(removed(key, loser, false));
    }
    if (key.configuration().keepsVersions()) {
      return keepAsVersion(key, loser);
    }
    ObjectVersion winner = key.versions().nullVersion().orElseThrow();
    VersionHead head = key.newHead(List.of(winner, loser));
    return key.store(loser.withHead(head).withAttributesAt(head.stamp()));
  }

  /** Where nothing is replaced, the loser's bytes become a version of their own. */
  private static Made keepAsVersion(KeyInTransaction key, StoredVersion loser) {
    VersionHead head = key.newHead();
    StoredVersion kept = loser.withHead(head).withAttributesAt(head.stamp());
    KeyVersions after =
        key.with(kept).with(removed(key, loser, false), key.configuration().versioningSince());
    return key.store(kept, new News(after, Optional.empty(), false, Cause.LOCAL));
  }
}
