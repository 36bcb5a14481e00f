package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.Tables;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectSummary;
import io.horizonpush.s3.model.UploadId;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.model.VersionSummary;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.MultipartStore.Upload;
import io.horizonpush.s3.store.MultipartStore.UploadListing;
import io.horizonpush.s3.store.ObjectListing;
import io.horizonpush.s3.store.VersionListing;
import io.horizonpush.s3.store.VersionQuery;
import io.horizonpush.s3.store.VersionQuery.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Pages of objects, of versions and of uploads. A common prefix costs one seek, however many keys
 * it stands for.
 */
final class Listings {

  private Listings() {}

  static ObjectListing objects(Tables tables, long bucket, ListQuery query) {
    Page<ObjectSummary> page =
        new Page<>(query, summary -> summary.key().value()) {
          @Override
          void scan(Seek from, byte[] to, int limit) {
            tables.scan().objects(bucket, from.key(), to, limit, query.tombstones(), this::take);
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

  static VersionListing versions(Tables tables, long bucket, VersionQuery versions) {
    ListQuery query =
        new ListQuery(
            versions.prefix(),
            versions.delimiter(),
            versions.after().map(Position::key).orElse(""),
            versions.limit());
    Page<VersionSummary> page =
        new Page<>(query, summary -> summary.key().value()) {
          @Override
          void scan(Seek from, byte[] to, int limit) {
            tables.scan().versions(bucket, from.key(), from.version(), to, limit, this::take);
          }
        };
    page.fill(
        versions
            .after()
            .flatMap(Position::version)
            .map(version -> Seek.behind(query, version))
            .orElseGet(() -> Seek.behind(query)));
    return new VersionListing(page.items(), page.commonPrefixes(), next(page));
  }

  private static Optional<Position> next(Page<VersionSummary> page) {
    if (!page.more()) {
      return Optional.empty();
    }
    Optional<VersionName> version =
        page.endsInPrefix() ? Optional.empty() : Optional.of(page.items().getLast().name());
    return page.lastEntry().map(key -> new Position(key, version));
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
