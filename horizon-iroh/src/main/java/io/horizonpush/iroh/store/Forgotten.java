package io.horizonpush.iroh.store;

import io.horizonpush.iroh.codec.ManifestCodec;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.EntryTable.EntryRow;
import io.horizonpush.iroh.index.EpochTable.NextEpoch;
import io.horizonpush.iroh.index.PositionTable.Seen;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.share.EpochRecord;
import io.horizonpush.iroh.share.EpochRecord.Followed;
import io.horizonpush.iroh.share.Membership;
import io.horizonpush.iroh.share.Statement.OfEpoch;
import io.horizonpush.s3.model.KeyVersions;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tombstone;
import io.horizonpush.s3.model.WriterId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that a bucket's next document leaves out because they are gone. Confined to the writer's
 * thread.
 *
 * @param gone the sequence of this node's entries up to which what that document has not is gone;
 *     -1 where it says nothing of that
 * @param waited whether this node was waited for: then it has seen all go that is forgotten, and
 *     what is not gone here stays, whatever others said of how far its entries came
 */
record Forgotten(Tables tables, BucketRow bucket, long gone, boolean waited) {

  /**
   * What the owner that opened an epoch says of that. Who is not named by it has been silent for so
   * long that it was not waited for: of what it has, that is gone which somebody had from it.
   */
  static Forgotten by(
      Tables tables, BucketRow bucket, NextEpoch next, Membership members, WriterId self) {
    Optional<EpochRecord> said =
        members
            .epoch()
            .map(OfEpoch::says)
            .filter(each -> each.document().equals(next.document().replica()))
            .filter(EpochRecord::forgets);
    if (said.isEmpty()) {
      return new Forgotten(tables, bucket, -1, false);
    }
    String history = tables.identity().get().history();
    Optional<Long> followed =
        said.get().followed().stream()
            .filter(each -> each.history().equals(history))
            .filter(
                each ->
                    members
                        .find(each.node())
                        .filter(member -> member.authors().contains(self))
                        .isPresent())
            .map(Followed::position)
            .findFirst();
    long gone =
        followed.orElseGet(
            () ->
                tables.positions().seen(bucket.id()).values().stream()
                    .mapToLong(Seen::position)
                    .max()
                    .orElse(0));
    return new Forgotten(tables, bucket, gone, followed.isPresent());
  }

  /** Whether a version is one that an epoch may leave out once everybody has seen it. */
  static boolean isGone(ObjectVersion version) {
    return version.isRemoved()
        || switch (version) {
          case StoredVersion _ -> false;
          case Tombstone tombstone -> !tombstone.marker();
        };
  }

  /**
   * Whether the next document leaves a key out because it is gone: what says most of it, who opened
   * the epoch had from this node, and nothing was written here since.
   */
  boolean has(DocumentKey key, List<EntryRow> entries, KeyVersions versions) {
    if (gone < 0 || entries.isEmpty()) {
      return false;
    }
    Map<WriterId, Long> sequences = tables.entries().sequences(bucket.id(), key);
    Stamp latest = null;
    long sequence = 0;
    for (EntryRow row : entries) {
      Stamp newest =
          Manifests.find(tables, bucket.id(), key, row.author())
              .map(each -> ManifestCodec.decode(key.objectKey(), each).newest())
              .orElseThrow();
      if (latest == null || newest.compareTo(latest) > 0) {
        latest = newest;
        sequence = sequences.getOrDefault(row.author(), Long.MAX_VALUE);
      }
    }
    Stamp last = latest;
    boolean unsaid =
        Manifests.current(tables, bucket.id(), key)
            .filter(said -> last != null && said.newest().compareTo(last) > 0)
            .isPresent();
    return sequence <= gone
        && !unsaid
        && !versions.versions().isEmpty()
        && (!waited || isGoneHere(key));
  }

  private boolean isGoneHere(DocumentKey key) {
    return Manifests.current(tables, bucket.id(), key)
        .filter(Manifests.Said.OfVersion.class::isInstance)
        .map(said -> ((Manifests.Said.OfVersion) said).version())
        .filter(Forgotten::isGone)
        .isPresent();
  }
}
