package io.horizonpush.node;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.DocumentTable.DocumentRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.LogTable.Reader;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.store.NodeStores;
import io.horizonpush.node.admin.BucketOptions;
import io.horizonpush.node.admin.BucketReport;
import io.horizonpush.node.admin.BucketSummary;
import io.horizonpush.node.admin.KeyReport;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.KeyVersions;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Residency;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tombstone;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.store.BucketStore;
import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Change.Expectation;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** What an operator does with buckets and their versions. Thread-safe. */
final class NodeBuckets {

  private final Index index;
  private final NodeStores stores;
  private final Owner owner;

  /**
   * @param owner of what an operator makes
   */
  NodeBuckets(Index index, NodeStores stores, Owner owner) {
    this.index = index;
    this.stores = stores;
    this.owner = owner;
  }

  List<BucketSummary> list() {
    return stores.buckets().list().stream().map(BucketSummary::of).toList();
  }

  BucketSummary create(BucketName name, Durability durability) {
    BucketStore.Options options = new BucketStore.Options(durability, DocumentMode.EAGER);
    return BucketSummary.of(stores.buckets().create(name, owner, Map.of(), options));
  }

  BucketSummary set(BucketName name, BucketOptions changes) {
    Bucket bucket = require(name);
    stores
        .buckets()
        .setOptions(
            bucket.id(),
            new BucketStore.Options(
                changes.durability().orElse(bucket.durability()),
                changes.document().orElse(bucket.document())));
    return BucketSummary.of(require(name));
  }

  private Bucket require(BucketName name) {
    return stores.buckets().find(name).orElseThrow(() -> S3Exception.noSuchBucket(name));
  }

  BucketReport inspect(BucketName name) {
    Bucket bucket = require(name);
    return index.read(
        tables -> {
          BucketRow row = tables.buckets().require(bucket.id());
          return new BucketReport(
              BucketSummary.of(bucket),
              new BucketReport.Objects(
                  tables.versions().count(row.id()), tables.versions().bytes(row.id())),
              new BucketReport.Document(
                  tables
                      .documents()
                      .current(row.id())
                      .map(DocumentRow::replica)
                      .map(Object::toString),
                  tables.entries().count(row.id()),
                  tables.log().count(Reader.PUBLISHER, row.id()),
                  tables.log().parked(row.id())));
        });
  }

  KeyReport inspect(BucketName name, ObjectKey key) {
    Bucket bucket = require(name);
    return index.snapshot(tables -> report(tables, bucket, key));
  }

  KeyReport resolve(BucketName name, ObjectKey key, String version, boolean keep) {
    Bucket bucket = require(name);
    VersionId loser = VersionId.parse(version).orElseThrow(() -> S3Exception.noSuchKey(key));
    stores
        .objects()
        .change(
            new Change(
                bucket.id(), key, new Expectation.Anything(), new Draft.Resolve(loser, keep)));
    return inspect(name, key);
  }

  private static KeyReport report(Tables tables, Bucket bucket, ObjectKey key) {
    long row = tables.buckets().require(bucket.id()).id();
    KeyVersions versions = tables.versions().of(row, key).versions();
    return new KeyReport(
        bucket.name(),
        key,
        versions.versions().stream().map(version -> report(tables, versions, version)).toList());
  }

  private static KeyReport.Version report(
      Tables tables, KeyVersions versions, ObjectVersion version) {
    return new KeyReport.Version(
        version.id().text(),
        kind(version),
        state(versions, version),
        new KeyReport.Written(
            version.stored().map(StoredVersion::lastModified).orElse(version.stamp().time()),
            version.stamp().writer().hex(),
            HexFormat.of().toHexDigits(version.stamp().clock())),
        version.stored().map(stored -> content(tables, stored)));
  }

  private static KeyReport.Kind kind(ObjectVersion version) {
    if (version.isForeign()) {
      return KeyReport.Kind.FOREIGN;
    }
    return switch (version) {
      case StoredVersion _ -> KeyReport.Kind.OBJECT;
      case Tombstone _ -> KeyReport.Kind.TOMBSTONE;
    };
  }

  private static KeyReport.State state(KeyVersions versions, ObjectVersion version) {
    if (version.isRemoved()) {
      return KeyReport.State.REMOVED;
    }
    if (versions.current().filter(each -> each.id().equals(version.id())).isPresent()) {
      return KeyReport.State.CURRENT;
    }
    return versions.beside().contains(version) ? KeyReport.State.LOSER : KeyReport.State.NONCURRENT;
  }

  private static KeyReport.Content content(Tables tables, StoredVersion version) {
    List<KeyReport.Blob> blobs =
        version.body().parts().stream()
            .map(
                part ->
                    new KeyReport.Blob(
                        part.blob(), part.blobLength(), residency(tables, part.blob())))
            .toList();
    return new KeyReport.Content(version.size(), version.etag(), blobs);
  }

  private static Residency residency(Tables tables, BlobHash blob) {
    return tables.blobs().find(blob).map(row -> row.residency()).orElse(Residency.ABSENT);
  }
}
