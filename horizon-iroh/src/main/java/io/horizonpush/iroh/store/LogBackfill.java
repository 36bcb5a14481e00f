package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.LogTable.Cause;
import io.horizonpush.iroh.index.LogTable.Reader;
import io.horizonpush.iroh.index.SettingTable.SettingRow;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectKey;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes all that a bucket has into the log, as if it were new, so that its document is made of it:
 * a few keys in each transaction, for others to get between. Thread-safe; blocks its (virtual)
 * thread.
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

  /** Makes the document of a bucket again, from its secret and the records: the old one is lost. */
  void afterLossOf(BucketRow bucket) {
    LOG.warn("The document of bucket {} is lost; it is made again", bucket.name());
    boolean more = true;
    while (more) {
      more =
          index.write(
              Durability.RELAXED, tables -> tables.entries().removeSome(bucket.id(), PAGE) > 0);
    }
    run(bucket);
  }

  /**
   * Logs everything. The publisher follows the bucket first, so that nothing that is written
   * meanwhile is missed.
   */
  void run(BucketRow bucket) {
    backlog.added(
        bucket.id(), index.write(Durability.RELAXED, tables -> logSettings(tables, bucket)));
    Optional<ObjectKey> after = Optional.empty();
    do {
      Optional<ObjectKey> from = after;
      Page page = index.write(Durability.RELAXED, tables -> logSome(tables, bucket, from));
      backlog.added(bucket.id(), page.logged());
      after = page.last();
    } while (after.isPresent());
  }

  private record Page(Optional<ObjectKey> last, long logged) {}

  private static int logSettings(Tables tables, BucketRow bucket) {
    tables.log().follow(Reader.PUBLISHER, bucket.id());
    List<SettingRow> rows = tables.settings().all(bucket.id());
    rows.forEach(
        row -> tables.log().add(bucket.id(), DocumentKey.ofSetting(row.name()), Cause.LOCAL));
    return rows.size();
  }

  private static Page logSome(Tables tables, BucketRow bucket, Optional<ObjectKey> after) {
    List<ObjectKey> keys = tables.versions().keys(bucket.id(), after, PAGE);
    long logged = 0;
    for (ObjectKey key : keys) {
      logged += tables.records().logAll(bucket.id(), key);
    }
    return new Page(keys.isEmpty() ? Optional.empty() : Optional.of(keys.getLast()), logged);
  }
}
