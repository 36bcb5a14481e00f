package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.DocumentTable.DocumentRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.LogTable.Cause;
import io.horizonpush.iroh.index.SettingTable.SettingRow;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.share.Statement;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.S3Exception;
import java.util.List;

/**
 * What this node learns of the documents that its buckets have: secrets, that one is here as a
 * whole, and, after they were lost or restored, that others had nothing more to tell. Thread-safe;
 * blocks its (virtual) thread.
 */
public final class DocumentSteps {

  private final Index index;
  private final Buckets buckets;
  private final Sharing sharing;

  DocumentSteps(Index index, Buckets buckets, Sharing sharing) {
    this.index = index;
    this.buckets = buckets;
    this.sharing = sharing;
  }

  /** Notes a secret, and has all said again that could not be said without it. */
  public void unlock(DocumentRow document, String secret) {
    BucketRow bucket = buckets.find(document.bucket()).orElseThrow(S3Exception::noSuchBucket);
    int logged =
        index.write(
            Durability.STRICT,
            tables -> {
              tables.documents().unlock(document, secret);
              return sayAgain(tables, bucket);
            });
    buckets.backlog().added(bucket.id(), logged);
    buckets.forget(bucket);
  }

  private int sayAgain(Tables tables, BucketRow bucket) {
    int logged = 0;
    for (String prefix : Statement.PREFIXES) {
      for (SettingRow row : tables.settings().startingWith(bucket.id(), prefix)) {
        boolean own = row.document().stamp().writer().equals(sharing.self());
        DocumentKey key = DocumentKey.ofSetting(row.name());
        logged += own && tables.log().add(bucket.id(), key, Cause.LOCAL) ? 1 : 0;
      }
    }
    return logged;
  }

  /** Notes that all is here that the bucket's epoch began with. */
  public void complete(DocumentRow document) {
    index.write(
        Durability.STRICT,
        tables -> {
          tables.documents().complete(document, true);
          return document;
        });
  }

  /**
   * The buckets of which others may have what this node wrote and knows no more: nothing of it is
   * published before that has come.
   */
  public List<Long> behind() {
    return index.read(tables -> tables.backfills().awaiting());
  }

  /** Whether a bucket is one of them. */
  public boolean isBehind(long bucket) {
    return index.read(tables -> tables.backfills().awaits(bucket));
  }

  /** Has all published of a bucket that may have been behind, because it is so no more. */
  public void caughtUp(long bucket) {
    buckets.backfill().beginAwaited(bucket);
    buckets.find(bucket).ifPresent(buckets::forget);
  }
}
