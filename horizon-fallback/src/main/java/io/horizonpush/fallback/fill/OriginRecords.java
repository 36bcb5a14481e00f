package io.horizonpush.fallback.fill;

import io.horizonpush.fallback.origin.OriginObject;
import io.horizonpush.s3.model.Confirmation;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Change.Expectation;
import io.horizonpush.s3.store.Records;
import java.util.Optional;

/** What origins say of keys, made records of this node. Thread-safe. */
final class OriginRecords {

  private final Records records;
  private final Sightings sightings;

  /**
   * @param sightings hears of what is learnt
   */
  OriginRecords(Records records, Sightings sightings) {
    this.records = records;
    this.sightings = sightings;
  }

  /**
   * Learns what an origin has under a key.
   *
   * @param instead the version that it had before; nothing where nothing is known of the key
   * @return whether that is what is there now: something else may have been written meanwhile
   */
  boolean learn(Name name, OriginId origin, OriginObject object, Optional<VersionId> instead) {
    StoredVersion version = object.version(origin, name.key());
    Optional<ObjectVersion> learnt =
        records.change(
            new Change(
                name.bucket(),
                name.key(),
                new Expectation.Anything(),
                new Draft.Learn(version, instead)));
    learnt.ifPresent(_ -> sightings.note(name, version.id(), Sightings.Said.THERE));
    return learnt.isPresent();
  }

  /** Notes that an origin has a version that is known here, by what it says of it. */
  void confirm(Name name, OriginId origin, OriginObject object, StoredVersion version) {
    Confirmation confirmation =
        new Confirmation(origin, object.key(), object.tag(), object.size(), version.etag().value());
    boolean _ =
        records
            .change(
                new Change(
                    name.bucket(),
                    name.key(),
                    new Expectation.Anything(),
                    new Draft.Confirm(version.id(), confirmation)))
            .isPresent();
  }
}
