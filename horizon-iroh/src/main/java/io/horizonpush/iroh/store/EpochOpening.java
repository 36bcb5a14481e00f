package io.horizonpush.iroh.store;

import io.horizonpush.iroh.codec.ManifestCodec;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.KeyRecords.News;
import io.horizonpush.iroh.index.LogTable.Cause;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.index.VersionTable.KeyRows;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.KeyVersions;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.WriterId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What this node says of keys in a document that it makes for a bucket's next epoch. */
final class EpochOpening implements EpochPass {

  private final Tables tables;
  private final BucketRow bucket;
  private final Arrivals arrivals;
  private final long bound;
  private final EpochPlugins plugins;
  private final Set<ObjectKey> changed = new HashSet<>();
  private int logged;

  /**
   * @param self this node's author
   * @param bound the sequence of this node's entries up to which what is gone is left out; 0 where
   *     nothing is
   */
  EpochOpening(Tables tables, BucketRow bucket, WriterId self, Arrivals arrivals, long bound) {
    this.tables = tables;
    this.bucket = bucket;
    this.arrivals = arrivals;
    this.bound = bound;
    plugins = new EpochPlugins(tables, bucket.id(), self, sequence -> sequence <= bound);
  }

  @Override
  public Outcome outcome() {
    return new Outcome(Set.copyOf(changed), List.of(), logged);
  }

  /**
   * Says all that this node has of a key in the next document, whoever wrote it, unless it is to be
   * forgotten.
   */
  @Override
  public void take(DocumentKey key) {
    boolean isOfObject = key.tag() == DocumentKey.OBJECT || key.tag() == DocumentKey.VERSION;
    if (bound > 0 && isOfObject && forget(key)) {
      return;
    }
    switch (key.tag()) {
      case DocumentKey.PLUGIN -> {
        logged += plugins.say(key, List.of());
        plugins.forget(key, List.of(), false);
      }
      case DocumentKey.OBJECT -> {
        KeyVersions versions = tables.versions().of(bucket.id(), key.objectKey()).versions();
        versions.nullVersion().ifPresent(_ -> log(key));
        // What stands beside has no entry of its key, and until now had that of who wrote it.
        versions.beside().forEach(each -> log(DocumentKey.of(each.key(), each.id())));
      }
      default -> Manifests.current(tables, bucket.id(), key).ifPresent(_ -> log(key));
    }
    tables.entries().remove(bucket.id(), key);
  }

  /** Forgets a version that is gone, if all members have seen that; tells whether it did. */
  private boolean forget(DocumentKey key) {
    Optional<ObjectVersion> version =
        Manifests.current(tables, bucket.id(), key)
            .filter(Manifests.Said.OfVersion.class::isInstance)
            .map(said -> ((Manifests.Said.OfVersion) said).version())
            .filter(Forgotten::isGone)
            .filter(each -> isSeen(key, each));
    if (version.isEmpty()) {
      return false;
    }
    KeyRows before =
        tables.versions().withNext(bucket.id(), key.objectKey(), Optional.of(version.get().id()));
    boolean alone = !version.get().isNull() || before.versions().beside().isEmpty();
    if (alone) {
      tables.entries().remove(bucket.id(), key);
      KeyVersions after = before.versions().without(each -> each.id().equals(version.get().id()));
      logged +=
          tables.records().store(bucket.id(), key.objectKey(), before, News.of(after, Cause.MERGE));
      changed.add(key.objectKey());
    }
    return alone;
  }

  /** Whether all members have every entry of a key, and one of them says what the record says. */
  private boolean isSeen(DocumentKey key, ObjectVersion version) {
    BlobHash now = arrivals.hash().of(ManifestCodec.encode(version).bytes());
    return tables.entries().sequences(bucket.id(), key).values().stream()
            .allMatch(sequence -> sequence <= bound)
        && tables.entries().of(bucket.id(), key).stream()
            .anyMatch(entry -> entry.hash().equals(now));
  }

  private void log(DocumentKey key) {
    logged += tables.log().add(bucket.id(), key, Cause.AGAIN) ? 1 : 0;
  }
}
