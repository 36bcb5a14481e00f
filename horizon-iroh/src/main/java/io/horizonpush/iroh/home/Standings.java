package io.horizonpush.iroh.home;

import io.horizonpush.iroh.index.EntryNews.Subscription;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.LogTable.Reader;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.share.Standing;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * How far this node is: with the entries of its own, and with those of another node that it
 * follows. Thread-safe; blocks its (virtual) thread.
 */
final class Standings {

  /** How long it is waited for news of entries: a position may move without any. */
  private static final Duration LOOKED_AGAIN = Duration.ofMillis(20);

  private final Index index;

  Standings(Index index) {
    this.index = index;
  }

  /** The history of this node's index. */
  String history() {
    return index.read(tables -> tables.identity().get().history());
  }

  /**
   * Where this node's entries of a bucket have all that was written to it so far.
   *
   * @throws S3Exception {@code ServiceUnavailable} if they have not in time
   */
  Standing own(BucketId bucket, Deadline deadline) {
    long row = row(bucket);
    long logged = index.read(tables -> tables.log().last(row));
    boolean published =
        await(row, deadline, tables -> tables.log().hasRead(Reader.PUBLISHER, row, logged));
    if (!published) {
      throw new S3Exception(
          S3ErrorCode.SERVICE_UNAVAILABLE,
          "What the home of the bucket decided is not published yet. Try again.");
    }
    return index.read(
        tables -> new Standing(tables.identity().get().history(), tables.entries().latest(row)));
  }

  /** Waits until all is here that another node had at a place; tells whether it came in time. */
  boolean await(BucketId bucket, NodeId node, Standing standing, Deadline deadline) {
    long row = row(bucket);
    return await(row, deadline, tables -> reaches(tables, row, node, standing));
  }

  private static boolean reaches(Tables tables, long row, NodeId node, Standing standing) {
    return standing.position() == 0
        || tables
            .positions()
            .find(row, node)
            .filter(here -> here.history().equals(standing.history()))
            .filter(here -> here.position() >= standing.position())
            .isPresent();
  }

  private long row(BucketId bucket) {
    return index.read(tables -> tables.buckets().require(bucket).id());
  }

  private boolean await(long row, Deadline deadline, Predicate<Tables> reached) {
    try (Subscription news = index.news().subscribe(row)) {
      while (!index.read(reached::test)) {
        if (deadline.isOver()) {
          return false;
        }
        boolean _ = news.await(deadline.leftAtMost(LOOKED_AGAIN));
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
