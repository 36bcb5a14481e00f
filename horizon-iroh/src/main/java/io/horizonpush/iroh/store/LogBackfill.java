package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.BackfillTable;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.EpochTable.NextEpoch;
import io.horizonpush.iroh.index.EpochTable.Phase;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.LogTable.Cause;
import io.horizonpush.iroh.index.LogTable.Reader;
import io.horizonpush.iroh.index.OriginTable.Named;
import io.horizonpush.iroh.index.SettingTable.SettingRow;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.index.VersionScan.Found;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The making of documents of all that buckets have: writes it into the log as if it were new, a few
 * versions in each transaction for others to get between. How far it came is in the index, so that
 * a crash ends nothing. Thread-safe; blocks its (virtual) thread.
 */
final class LogBackfill {

  private static final Logger LOG = LoggerFactory.getLogger(LogBackfill.class);

  private static final int PAGE = 500;

  private final Index index;
  private final Backlog backlog;

  LogBackfill(Index index, Backlog backlog) {
    this.index = index;
    this.backlog = backlog;
  }

  /**
   * Begins, in the transaction that makes a document wanted. The publisher follows the bucket from
   * here on, so that nothing that is written meanwhile is missed.
   *
   * @return the number of changes that were logged
   */
  static int begin(Tables tables, BucketRow bucket) {
    tables.backfills().begin(bucket.id());
    tables.log().follow(Reader.PUBLISHER, bucket.id());
    List<SettingRow> rows = tables.settings().all(bucket.id());
    rows.forEach(
        row -> tables.log().add(bucket.id(), DocumentKey.ofSetting(row.name()), Cause.LOCAL));
    return rows.size();
  }

  /** Logs what is still to be logged of a bucket. */
  void run(long bucket) {
    boolean more = true;
    while (more) {
      Step step = index.write(Durability.RELAXED, tables -> step(tables, bucket));
      backlog.added(bucket, step.logged());
      more = step.more();
    }
  }

  private record Step(boolean more, int logged) {}

  private static Step step(Tables tables, long bucket) {
    BackfillTable backfills = tables.backfills();
    if (!backfills.contains(bucket)) {
      return new Step(false, 0);
    }
    List<Found> versions = tables.scan().all(bucket, backfills.after(bucket), PAGE);
    if (versions.isEmpty()) {
      backfills.remove(bucket);
      return new Step(false, 0);
    }
    int logged = 0;
    for (Found version : versions) {
      logged += tables.records().logAgain(bucket, version);
    }
    Found last = versions.getLast();
    backfills.proceed(new Named(bucket, last.key(), last.id()));
    return new Step(true, logged);
  }

  /**
   * Forgets what lost documents showed, and begins to make them again, from their secrets and the
   * records. To be called before anybody opens one, which would make it anew, without its entries.
   */
  void forgetLost(List<Long> lost) {
    for (long bucket : lost) {
      index.write(
          Durability.STRICT,
          tables -> {
            tables.backfills().lose(bucket);
            return bucket;
          });
    }
    index.read(tables -> tables.backfills().lost()).forEach(this::forgetLost);
  }

  private void forgetLost(long bucket) {
    LOG.warn("The document of bucket {} is lost; it is made again", bucket);
    boolean more = true;
    while (more) {
      more =
          index.write(
              Durability.RELAXED,
              tables ->
                  tables.entries().removeSome(bucket, PAGE) > 0
                      || tables.nextEntries().removeSome(bucket, PAGE) > 0);
    }
    backlog.added(bucket, index.write(Durability.STRICT, tables -> beginAnew(tables, bucket)));
  }

  private static int beginAnew(Tables tables, long bucket) {
    tables.positions().removeAll(bucket); // What others wrote has to come again.
    giveUpNext(tables, bucket);
    tables
        .documents()
        .current(bucket)
        .filter(row -> row.secret().isEmpty())
        .ifPresent(row -> tables.documents().complete(row, false));
    Optional<BucketRow> wanted =
        tables
            .buckets()
            .find(bucket)
            .filter(row -> row.document() == DocumentMode.EAGER)
            .filter(row -> canWrite(tables, row));
    if (wanted.isEmpty()) {
      tables.backfills().remove(bucket);
      return 0;
    }
    return begin(tables, wanted.get());
  }

  /** A document that the bucket was on its way to is followed anew, or opened anew. */
  private static void giveUpNext(Tables tables, long bucket) {
    Optional<NextEpoch> next = tables.epochs().next(bucket);
    if (next.isPresent() && next.get().phase() != Phase.PUBLISHING) {
      tables.epochs().remove(bucket);
      tables.epochs().leave(next.get().document().replica());
      if (next.get().opens()) {
        tables.epochs().want(bucket);
      }
    }
  }

  /** A document that this node only reads, others make again here. */
  private static boolean canWrite(Tables tables, BucketRow bucket) {
    return tables.documents().current(bucket.id()).filter(row -> row.secret().isEmpty()).isEmpty();
  }

  /** Goes on with what crashes left unfinished. */
  void resume() {
    index.read(tables -> tables.backfills().all()).forEach(this::run);
  }
}
