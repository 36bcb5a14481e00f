package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.DocumentTable.DocumentRow;
import io.horizonpush.iroh.index.EpochTable.NextEpoch;
import io.horizonpush.iroh.index.EpochTable.Phase;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.index.UploadTable.UploadName;
import io.horizonpush.iroh.replica.BucketReplicas;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.s3.model.Durability;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The removal of what deleted buckets leave behind: rows in small steps, then documents.
 * Thread-safe; blocks its (virtual) thread.
 */
final class BucketSweep {

  private static final Logger LOG = LoggerFactory.getLogger(BucketSweep.class);

  /** Rows that one mutation removes: few enough for others to get between. */
  private static final int STEP = 1000;

  private final Index index;
  private final BucketReplicas replicas;
  private final Backlog backlog;
  private final ReentrantLock lock = new ReentrantLock();

  BucketSweep(Index index, BucketReplicas replicas, Backlog backlog) {
    this.index = index;
    this.replicas = replicas;
    this.backlog = backlog;
  }

  /** Removes what a deleted bucket leaves behind. */
  void run(long bucket) {
    lock.lock();
    try {
      backlog.removed(
          bucket, index.write(Durability.RELAXED, tables -> tables.log().removeAll(bucket)));
      boolean more = true;
      while (more) {
        more =
            index.write(
                Durability.RELAXED,
                tables ->
                    removeUploads(tables, bucket)
                        || tables.nextEntries().removeSome(bucket, STEP) > 0
                        || tables.asked().removeSome(bucket, 1)
                        || tables.promises().removeSome(bucket, STEP) > 0
                        || tables.reliances().removeSome(bucket, STEP) > 0
                        || tables.versions().removeSome(bucket, STEP) > 0
                        || tables.pluginEntries().removeSome(bucket, STEP) > 0
                        || tables.entries().removeSome(bucket, STEP) > 0);
      }
      index.read(tables -> documents(tables, bucket)).forEach(replicas::delete);
      index.write(
          Durability.STRICT,
          tables -> {
            tables.settings().removeAll(bucket);
            tables.sharing().removeAll(bucket);
            tables.entries().removeEarly(bucket);
            tables.positions().removeAll(bucket);
            tables.positions().forgetSeen(bucket);
            tables.homeDuties().removeAll(bucket);
            tables.decisions().removeAll(bucket);
            tables.mirrors().set(bucket, false);
            tables.pins().removeAll(bucket);
            tables.backfills().remove(bucket);
            tables.epochs().remove(bucket);
            tables.epochs().granted(bucket);
            tables.origins().removeAll(bucket);
            tables.imports().remove(bucket);
            tables.awaitedUploads().removeAll(bucket);
            tables.originGrants().removeAll(bucket);
            tables.documents().removeAll(bucket);
            tables.buckets().forget(bucket);
            return bucket;
          });
    } finally {
      lock.unlock();
    }
  }

  private static List<ReplicaId> documents(Tables tables, long bucket) {
    return Stream.concat(
            tables.documents().of(bucket).stream(),
            tables.epochs().next(bucket).map(NextEpoch::document).stream())
        .map(DocumentRow::replica)
        .toList();
  }

  private static boolean removeUploads(Tables tables, long bucket) {
    Optional<UploadName> upload = tables.uploads().any(bucket);
    upload.ifPresent(name -> tables.uploads().removeSome(name, STEP));
    return upload.isPresent();
  }

  /**
   * What crashes left behind.
   *
   * @param lost the buckets whose documents are not on this node any more
   * @param unmade documents that buckets follow beside their own, and that are not on this node
   * @param removal of the rest, beside the requests
   */
  record Leftovers(List<Long> lost, List<NextEpoch> unmade, Runnable removal) {}

  /**
   * Finds what crashes left behind: deleted buckets that were not swept, documents that no row
   * names, and rows whose documents are lost. To be called before a document can be made.
   */
  Leftovers leftovers() {
    Set<ReplicaId> strays = new HashSet<>(replicas.list());
    List<Long> lost = new ArrayList<>();
    List<Long> doomed = index.read(tables -> tables.buckets().doomed());
    for (DocumentRow row : index.read(BucketSweep::named)) {
      if (!strays.remove(row.replica()) && !doomed.contains(row.bucket())) {
        lost.add(row.bucket());
      }
    }
    index.read(tables -> tables.epochs().left()).forEach(strays::remove);
    List<NextEpoch> unmade =
        index.read(BucketSweep::followed).stream()
            .filter(next -> !strays.remove(next.document().replica()))
            .toList();
    return new Leftovers(
        lost,
        unmade,
        () -> {
          doomed.forEach(bucket -> attempt("deleted bucket " + bucket, () -> run(bucket)));
          strays.forEach(stray -> attempt("document " + stray, () -> removeStray(stray)));
        });
  }

  /** Every document that a bucket has, or of which its records are being made. */
  private static List<DocumentRow> named(Tables tables) {
    List<DocumentRow> named = new ArrayList<>(tables.documents().all());
    tables.epochs().all().stream()
        .filter(next -> next.phase() == Phase.CHANGING)
        .forEach(next -> named.add(next.document()));
    return named;
  }

  private static List<NextEpoch> followed(Tables tables) {
    return tables.epochs().all().stream().filter(next -> next.phase() == Phase.FOLLOWING).toList();
  }

  private static void attempt(String what, Runnable removal) {
    try {
      removal.run();
    } catch (RuntimeException e) {
      LOG.warn("What a crash left of {} is removed at the next start", what, e);
    }
  }

  /** A document that holds something is no leftover: the index may be the one that is wrong. */
  private void removeStray(ReplicaId stray) {
    AtomicBoolean empty = new AtomicBoolean(true);
    replicas.open(stray).forEach(entry -> empty.set(false));
    if (empty.get()) {
      replicas.delete(stray);
    } else {
      LOG.warn("Document {} belongs to no bucket; it has entries and is kept", stray);
    }
  }
}
