package io.horizonpush.fallback.fill;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.ObjectListing;
import io.horizonpush.s3.store.Records;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a bucket that were deleted here, whatever origins have: asked about in their order,
 * and read no further than that. Confined to one thread.
 */
final class DeletedKeys {

  private final Records records;
  private final Bucket bucket;
  private final ListQuery query;
  private final Set<String> keys = new HashSet<>();

  /** Up to where they are known; nothing for all of them. */
  private @Nullable String known;

  DeletedKeys(Records records, Bucket bucket, ListQuery query) {
    this.records = records;
    this.bucket = bucket;
    this.query = query;
    this.known = query.after();
  }

  /** Whether a key, which comes behind all that were asked about, was deleted. */
  boolean contains(String key) {
    while (known != null && ListedItem.ORDER.compare(known, key) < 0) {
      read(known);
    }
    return keys.contains(key);
  }

  private void read(String after) {
    keys.clear();
    ObjectListing page =
        records.list(
            bucket, new ListQuery(query.prefix(), query.delimiter(), after, query.limit(), true));
    page.tombstones().stream().map(ObjectKey::value).forEach(keys::add);
    known = page.next().orElse(null);
  }
}
