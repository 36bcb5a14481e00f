package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.Tables;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectSummary;
import io.horizonpush.s3.model.UploadId;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.MultipartStore.Upload;
import io.horizonpush.s3.store.MultipartStore.UploadListing;
import io.horizonpush.s3.store.ObjectListing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Pages of objects and of uploads. A common prefix costs one seek, however many keys it stands for.
 */
final class Listings {

  private Listings() {}

  static ObjectListing objects(Tables tables, long bucket, ListQuery query) {
    Page<ObjectSummary> page =
        new Page<>(query, summary -> summary.key().value()) {
          @Override
          void scan(Seek from, byte[] to, int limit) {
            tables.versions().scan(bucket, from.key(), to, limit, query.tombstones(), this::take);
          }
        };
    page.fill(Seek.behind(query));
    List<ObjectSummary.OfObject> objects = new ArrayList<>(page.items().size());
    List<ObjectKey> tombstones = new ArrayList<>();
    for (ObjectSummary summary : page.items()) {
      switch (summary) {
        case ObjectSummary.OfObject object -> objects.add(object);
        case ObjectSummary.OfTombstone tombstone -> tombstones.add(tombstone.key());
      }
    }
    return new ObjectListing(
        objects,
        tombstones,
        page.commonPrefixes(),
        page.more() ? page.lastEntry() : Optional.empty());
  }

  static UploadListing uploads(
      Tables tables, long bucket, ListQuery query, Optional<UploadId> afterUpload) {
    Page<Upload> page =
        new Page<>(query, upload -> upload.key().value()) {
          @Override
          void scan(Seek from, byte[] to, int limit) {
            tables.uploads().scan(bucket, from.key(), from.upload(), to, limit, this::take);
          }
        };
    page.fill(afterUpload.map(id -> Seek.behind(query, id)).orElseGet(() -> Seek.behind(query)));
    boolean inPrefix = page.endsInPrefix();
    return new UploadListing(
        page.items(),
        page.commonPrefixes(),
        page.more() && !inPrefix ? Optional.of(page.items().getLast()) : Optional.empty(),
        page.more() && inPrefix ? page.lastEntry() : Optional.empty());
  }
}
