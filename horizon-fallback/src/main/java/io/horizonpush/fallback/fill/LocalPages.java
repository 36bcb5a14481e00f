package io.horizonpush.fallback.fill;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.ObjectListing;
import io.horizonpush.s3.store.Records;
import java.util.Optional;

/** What is known here of the keys of a bucket. Confined to one thread. */
final class LocalPages extends ListedPages {

  private final Records records;
  private final Bucket bucket;
  private final ListQuery query;

  LocalPages(Records records, Bucket bucket, ListQuery query) {
    this.records = records;
    this.bucket = bucket;
    this.query = query;
  }

  @Override
  Page read(Optional<String> marker) {
    ObjectListing page =
        records.list(
            bucket,
            new ListQuery(
                query.prefix(), query.delimiter(), marker.orElse(query.after()), query.limit()));
    return Page.of(
        page.objects().stream().map(ListedItem.OfObject::new).toList(),
        page.commonPrefixes().stream().map(ListedItem.OfPrefix::new).toList(),
        page.next());
  }
}
