package io.horizonpush.node;

import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.index.VersionTable.VersionRow;
import io.horizonpush.node.admin.KeyReport;
import io.horizonpush.s3.model.Attributes;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.KeyVersions;
import io.horizonpush.s3.model.LegalHold;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Residency;
import io.horizonpush.s3.model.Retention;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tombstone;
import io.horizonpush.s3.model.VersionName;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** What an operator is shown of the versions of a key. Stateless. */
final class KeyReports {

  /** Versions of a key that are shown at once. */
  private static final int MOST_SHOWN = 1000;

  private KeyReports() {}

  /** What the versions of a key are; not more than can be looked at. */
  static KeyReport of(Tables tables, Bucket bucket, ObjectKey key) {
    long row = tables.buckets().require(bucket.id()).id();
    List<VersionRow> rows = tables.versions().some(row, key, MOST_SHOWN + 1);
    KeyVersions versions =
        new KeyVersions(rows.stream().limit(MOST_SHOWN).map(VersionRow::version).toList());
    return new KeyReport(
        bucket.name(),
        key,
        versions.versions().stream().map(version -> report(tables, versions, version)).toList(),
        rows.size() > MOST_SHOWN);
  }

  private static KeyReport.Version report(
      Tables tables, KeyVersions versions, ObjectVersion version) {
    return new KeyReport.Version(
        version.id().text(),
        VersionName.of(version).text(),
        kind(version),
        state(versions, version),
        new KeyReport.Written(
            version.stored().map(StoredVersion::lastModified).orElse(version.stamp().time()),
            version.stamp().writer().hex(),
            HexFormat.of().toHexDigits(version.stamp().clock())),
        lock(version.attributes()),
        version.stored().map(stored -> content(tables, stored)));
  }

  private static Optional<KeyReport.Lock> lock(Attributes attributes) {
    boolean hold = attributes.legalHold().filter(LegalHold::on).isPresent();
    Optional<Retention> retention = attributes.retention();
    return hold || retention.isPresent()
        ? Optional.of(
            new KeyReport.Lock(
                retention.flatMap(Retention::period).map(Retention.Period::mode),
                retention.flatMap(Retention::until),
                hold))
        : Optional.empty();
  }

  private static KeyReport.Kind kind(ObjectVersion version) {
    if (version.isForeign()) {
      return KeyReport.Kind.FOREIGN;
    }
    return switch (version) {
      case StoredVersion _ -> KeyReport.Kind.OBJECT;
      case Tombstone tombstone ->
          tombstone.marker() ? KeyReport.Kind.DELETE_MARKER : KeyReport.Kind.TOMBSTONE;
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
