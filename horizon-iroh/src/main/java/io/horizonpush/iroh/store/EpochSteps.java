package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.EntryTable.EntryRow;
import io.horizonpush.iroh.index.EpochTable.NextEpoch;
import io.horizonpush.iroh.index.EpochTable.Phase;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.LogTable.Reader;
import io.horizonpush.iroh.index.OriginTable.Named;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.index.VersionScan.Found;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.iroh.share.Membership;
import io.horizonpush.iroh.share.Statement;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.WriterId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The steps of buckets from one document to the next, each a transaction: what a crash leaves
 * between two of them, the next start goes on with. Thread-safe; blocks its (virtual) thread.
 *
 * <p>Nothing may be brought into a document of the bucket while a key is changed: who calls {@link
 * #change} sees to that.
 */
public final class EpochSteps {

  private static final int KEYS_AT_ONCE = 200;
  private static final int ENTRIES_AT_ONCE = 1000;

  private final Index index;
  private final Buckets buckets;
  private final IndexedObjectStore objects;
  private final Sharing sharing;

  EpochSteps(Index index, Buckets buckets, IndexedObjectStore objects, Sharing sharing) {
    this.index = index;
    this.buckets = buckets;
    this.objects = objects;
    this.sharing = sharing;
  }

  /** What this node learns of the documents that buckets have. */
  public DocumentSteps documents() {
    return new DocumentSteps(index, buckets, sharing);
  }

  /** Begins to go to a document, unless the bucket is on its way to one; tells whether it does. */
  public boolean begin(NextEpoch next) {
    long bucket = next.document().bucket();
    forgetGathered(bucket);
    return index.write(
        Durability.STRICT,
        tables -> {
          boolean begins =
              tables.buckets().find(bucket).isPresent()
                  && tables.epochs().next(bucket).isEmpty()
                  && !isNamed(tables, next.document().replica());
          if (begins) {
            tables.epochs().put(next);
          }
          if (begins && next.opens()) {
            tables.epochs().granted(bucket);
            tables.entries().removeEarly(bucket); // What its authors have, they say again.
          }
          return begins;
        });
  }

  /** Whether a document is one that some bucket has: nobody's word makes it another's. */
  private static boolean isNamed(Tables tables, ReplicaId document) {
    return tables.documents().all().stream().anyMatch(row -> row.replica().equals(document))
        || tables.epochs().all().stream()
            .anyMatch(next -> next.document().replica().equals(document))
        || tables.epochs().left().contains(document);
  }

  /** Gives up a document that is followed, for another one. */
  public void giveUp(NextEpoch next) {
    long bucket = next.document().bucket();
    boolean given =
        index.write(
            Durability.STRICT,
            tables -> {
              boolean stands = tables.epochs().next(bucket).equals(Optional.of(next));
              if (stands && next.phase() == Phase.FOLLOWING) {
                giveUp(tables, next);
              }
              return stands;
            });
    if (given) {
      forgetGathered(bucket);
    }
  }

  /**
   * Gives up a document that a bucket is on its way to: it is followed anew, or another is opened.
   */
  static void giveUp(Tables tables, NextEpoch next) {
    long bucket = next.document().bucket();
    tables.epochs().remove(bucket);
    tables.epochs().leave(next.document().replica());
    tables.positions().removeAll(bucket); // What was gathered has to come again.
    if (next.opens()) {
      tables.epochs().want(bucket);
    }
  }

  private void forgetGathered(long bucket) {
    boolean more = true;
    while (more) {
      more =
          index.write(
              Durability.RELAXED,
              tables ->
                  tables.epochs().next(bucket).isEmpty()
                      && tables.nextEntries().removeSome(bucket, ENTRIES_AT_ONCE) > 0);
    }
  }

  /** Notes what the document shows to which a bucket goes; tells whether it still goes there. */
  public boolean gather(BucketRow bucket, ReplicaId document, List<EntryRow> entries) {
    return index.write(
        bucket.durability(),
        tables -> {
          boolean goes =
              tables
                  .epochs()
                  .next(bucket.id())
                  .filter(next -> next.phase() == Phase.FOLLOWING)
                  .filter(next -> next.document().replica().equals(document))
                  .isPresent();
          if (goes) {
            entries.forEach(tables.nextEntries()::put);
          }
          return goes;
        });
  }

  /**
   * Begins to make the records anew of a document that is here as a whole, unless that has begun;
   * tells whether it does.
   */
  public boolean beginChange(NextEpoch next) {
    long bucket = next.document().bucket();
    return index.write(
        Durability.STRICT,
        tables -> {
          boolean begins = tables.epochs().next(bucket).equals(Optional.of(next));
          if (begins) {
            tables.epochs().put(next.at(Phase.CHANGING));
            tables.entries().removeEarly(bucket); // What its authors have, they say again.
          }
          return begins;
        });
  }

  /** Changes some more keys; after the last one the document is the bucket's. */
  public boolean change(long bucketId) {
    BucketRow bucket = buckets.find(bucketId).orElseThrow(S3Exception::noSuchBucket);
    Step step = index.write(Durability.RELAXED, tables -> change(tables, bucket));
    objects.settle(bucket, step.outcome());
    buckets.forget(bucket);
    if (!step.more()) {
      changeUnsaid(bucket);
      dropOfStrangers(bucket);
      index.write(Durability.STRICT, tables -> arrive(tables, bucket));
      buckets.forget(bucket);
    }
    return step.more();
  }

  private record Step(boolean more, EpochPass.Outcome outcome) {}

  private Step change(Tables tables, BucketRow bucket) {
    NextEpoch next = tables.epochs().next(bucket.id()).orElseThrow(S3Exception::noSuchBucket);
    EpochPass pass = pass(tables, bucket, next);
    List<DocumentKey> keys = tables.nextEntries().keys(bucket.id(), next.after(), KEYS_AT_ONCE);
    for (DocumentKey key : keys) {
      if (!Statement.isNamed(key)) {
        pass.take(key);
      }
    }
    if (!keys.isEmpty()) {
      tables.epochs().put(next.behind(keys.getLast()));
    }
    return new Step(!keys.isEmpty(), pass.outcome());
  }

  /** Drops what plugins of those keep who may not write into the document to which it goes. */
  private void dropOfStrangers(BucketRow bucket) {
    boolean more = true;
    while (more) {
      more =
          index.write(
              Durability.RELAXED,
              tables -> {
                Set<WriterId> writers = members(tables, bucket).writers();
                return tables.pluginEntries().removeOfOthers(bucket.id(), writers, ENTRIES_AT_ONCE)
                    > 0;
              });
    }
  }

  /** Changes what no entry says. What a crash leaves of that is looked at from the beginning. */
  private void changeUnsaid(BucketRow bucket) {
    Optional<Named> last = Optional.empty();
    boolean more = true;
    while (more) {
      Optional<Named> after = last;
      Unsaid step = index.write(Durability.RELAXED, tables -> changeUnsaid(tables, bucket, after));
      objects.settle(bucket, step.outcome());
      last = step.last();
      more = last.isPresent();
    }
  }

  /**
   * Some versions that were looked at.
   *
   * @param last the last of them; nothing if there was none
   */
  private record Unsaid(Optional<Named> last, EpochPass.Outcome outcome) {}

  private Unsaid changeUnsaid(Tables tables, BucketRow bucket, Optional<Named> after) {
    NextEpoch next = tables.epochs().next(bucket.id()).orElseThrow(S3Exception::noSuchBucket);
    EpochPass pass = pass(tables, bucket, next);
    if (!(pass instanceof EpochChange change)) {
      return new Unsaid(Optional.empty(), pass.outcome()); // Who opens an epoch has said it all.
    }
    if (after.isEmpty()) {
      tables.settings().all(bucket.id()).forEach(change::takeUnsaid);
    }
    List<Found> some = tables.scan().all(bucket.id(), after, KEYS_AT_ONCE);
    some.forEach(change::takeUnsaid);
    return new Unsaid(
        some.stream()
            .reduce((_, last) -> last)
            .map(last -> new Named(bucket.id(), last.key(), last.id())),
        pass.outcome());
  }

  private EpochPass pass(Tables tables, BucketRow bucket, NextEpoch next) {
    return next.opens()
        ? new EpochOpening(tables, bucket, sharing.self(), objects.arrivals(), next.bound())
        : new EpochChange(
            tables,
            bucket,
            next,
            members(tables, bucket),
            new EpochChange.Mover(sharing.self(), objects.arrivals(), index.wall().instant()));
  }

  private Membership members(Tables tables, BucketRow bucket) {
    return sharing.membership(
        tables,
        bucket,
        tables.sharing().founder(bucket.id()).orElseThrow(S3Exception::noSuchBucket));
  }

  private static NextEpoch arrive(Tables tables, BucketRow bucket) {
    NextEpoch next = tables.epochs().next(bucket.id()).orElseThrow(S3Exception::noSuchBucket);
    tables
        .documents()
        .current(bucket.id())
        .ifPresent(left -> tables.epochs().leave(left.replica()));
    tables.documents().succeed(next.document());
    if (next.opens()) {
      tables.epochs().put(next.publishing(tables.log().last(bucket.id())));
    } else {
      tables.epochs().remove(bucket.id());
    }
    return next;
  }

  /**
   * Says that the bucket is in the epoch that this node opened, if all is in its document that
   * belongs there; tells whether it is.
   */
  public boolean state(NextEpoch next) {
    long id = next.document().bucket();
    BucketRow bucket = buckets.find(id).orElseThrow(S3Exception::noSuchBucket);
    if (index.read(tables -> tables.log().waits(Reader.PUBLISHER, id, next.mark()))) {
      return false;
    }
    int logged =
        index.write(
            Durability.STRICT,
            tables -> {
              tables.epochs().remove(id);
              return new EpochWord(tables, bucket, sharing.self(), index.wall().instant())
                  .say(next, members(tables, bucket));
            });
    buckets.backlog().added(id, logged);
    buckets.forget(bucket);
    return true;
  }

  /** Notes that a document that its bucket left is removed. */
  public void removed(ReplicaId document) {
    index.write(
        Durability.STRICT,
        tables -> {
          tables.epochs().removed(document);
          return document;
        });
  }

  /** Forgets that an epoch is wanted: this node opens none any more. */
  public void refuse(long bucket) {
    index.write(
        Durability.STRICT,
        tables -> {
          tables.epochs().granted(bucket);
          return bucket;
        });
  }
}
