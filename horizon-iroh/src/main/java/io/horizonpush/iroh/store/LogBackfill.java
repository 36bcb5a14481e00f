package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.BackfillTable;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
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
import io.horizonpush.s3.model.WriterId;
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
  private final WriterId self;

  /**
   * @param self this node's author
   */
  LogBackfill(Index index, Backlog backlog, WriterId self) {
    this.index = index;
    this.backlog = backlog;
    this.self = self;
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
    int logged = 0;
    for (SettingRow row : tables.settings().all(bucket.id())) {
      DocumentKey key = DocumentKey.ofSetting(row.name());
      boolean said = tables.entries().isSaid(bucket.id(), key);
      logged += !said && tables.log().add(bucket.id(), key, Cause.AGAIN) ? 1 : 0;
    }
    return logged;
  }

  /** Logs what is still to be logged of a bucket of which others had to be heard first. */
  void beginAwaited(long bucket) {
    Optional<Integer> logged =
        index.write(
            Durability.STRICT,
            tables ->
                tables
                    .buckets()
                    .find(bucket)
                    .filter(row -> tables.backfills().awaits(row.id()))
                    .map(row -> begin(tables, row)));
    if (logged.isPresent()) {
      backlog.added(bucket, logged.get());
      run(bucket);
    }
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

  private Step step(Tables tables, long bucket) {
    BackfillTable backfills = tables.backfills();
    if (!backfills.contains(bucket) || backfills.awaits(bucket)) {
      return new Step(false, 0);
    }
    if (backfills.isAtPlugins(bucket)) {
      return stepOfPlugins(tables, bucket);
    }
    List<Found> versions = tables.scan().all(bucket, backfills.after(bucket), PAGE);
    if (versions.isEmpty()) {
      backfills.proceed(bucket, Optional.empty());
      return new Step(true, 0);
    }
    int logged = 0;
    for (Found version : versions) {
      logged += tables.records().logAgain(bucket, version);
    }
    Found last = versions.getLast();
    backfills.proceed(new Named(bucket, last.key(), last.id()));
    return new Step(true, logged);
  }

  /** What others keep, they say themselves. */
  private Step stepOfPlugins(Tables tables, long bucket) {
    List<DocumentKey> keys =
        tables.pluginEntries().keys(bucket, self, tables.backfills().afterPlugins(bucket), PAGE);
    if (keys.isEmpty()) {
      tables.backfills().remove(bucket);
      return new Step(false, 0);
    }
    int logged = 0;
    for (DocumentKey key : keys) {
      boolean said = tables.entries().isSaid(bucket, key, self);
      logged += !said && tables.log().add(bucket, key, Cause.AGAIN) ? 1 : 0;
    }
    tables.backfills().proceed(bucket, Optional.of(keys.getLast()));
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
    long waiting = index.write(Durability.STRICT, tables -> beginAnew(tables, bucket));
    backlog.added(bucket, Math.max(waiting, 0));
    backlog.removed(bucket, Math.max(-waiting, 0));
  }

  /** Tells how many changes more wait. */
  private static long beginAnew(Tables tables, long bucket) {
    tables.positions().removeAll(bucket); // What others wrote has to come again.
    tables
        .epochs()
        .next(bucket)
        .filter(next -> next.phase() != Phase.PUBLISHING)
        .ifPresent(next -> EpochSteps.giveUp(tables, next));
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
    return mayBeBehind(tables, bucket) ? await(tables, bucket) : begin(tables, wanted.get());
  }

  /**
   * Whether others may have what this node wrote and knows no more, as after a restore: an entry of
   * its own would take the place of the one that says it. Nobody else has a document that is being
   * published for the first time.
   */
  private static boolean mayBeBehind(Tables tables, long bucket) {
    return tables.sharing().founder(bucket).isPresent() && tables.epochs().next(bucket).isEmpty();
  }

  /**
   * Nobody reads the log meanwhile, so there is none: what is written then is logged at the end.
   */
  private static long await(Tables tables, long bucket) {
    long dropped = tables.log().count(Reader.PUBLISHER, bucket);
    tables.log().unfollow(Reader.PUBLISHER, bucket);
    tables.backfills().await(bucket);
    tables.documents().current(bucket).ifPresent(row -> tables.documents().complete(row, false));
    return -dropped;
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
