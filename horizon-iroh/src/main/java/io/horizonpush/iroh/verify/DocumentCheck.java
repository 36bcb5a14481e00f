package io.horizonpush.iroh.verify;

import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.codec.Manifest;
import io.horizonpush.iroh.codec.ManifestCodec;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.EntryTable.EntryRow;
import io.horizonpush.iroh.index.EpochTable.Phase;
import io.horizonpush.iroh.index.LogTable.LogRow;
import io.horizonpush.iroh.index.LogTable.Reader;
import io.horizonpush.iroh.index.SettingTable.SettingRow;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.index.VersionTable.VersionRow;
import io.horizonpush.iroh.publish.BucketDocuments;
import io.horizonpush.iroh.replica.BucketReplica.Entry;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.ManifestHash;
import io.horizonpush.iroh.replica.ReplicaException;
import io.horizonpush.iroh.share.Statement;
import io.horizonpush.iroh.store.Manifests;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.WriterId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Compares a bucket's document with the index, entry by entry and record by record. A key whose
 * change still waits in the log, is set aside or has come too early may differ. Confined to one
 * thread.
 */
final class DocumentCheck {

  private final BucketDocuments documents;
  private final ManifestHash hash;
  private final WriterId author;
  private final List<String> findings;

  /**
   * @param author of this node's entries
   */
  DocumentCheck(
      BucketDocuments documents, ManifestHash hash, WriterId author, List<String> findings) {
    this.documents = documents;
    this.hash = hash;
    this.author = author;
    this.findings = findings;
  }

  private record Name(DocumentKey key, WriterId author) {}

  /** Compares one bucket; tells how many entries its document has. */
  long check(Tables tables, BucketRow bucket) {
    if (!tables.log().isFollowedBy(Reader.PUBLISHER, bucket.id())) {
      return 0; // Its document is made when it is asked for.
    }
    if (tables.backfills().contains(bucket.id())) {
      return 0; // It is being made of all that the bucket has, and not all of that is logged.
    }
    if (tables
        .epochs()
        .next(bucket.id())
        .filter(next -> next.phase() == Phase.CHANGING)
        .isPresent()) {
      return 0; // It goes to another one at this moment.
    }
    Set<DocumentKey> waiting = new HashSet<>(tables.log().parkedKeys(bucket.id()));
    waiting.addAll(tables.entries().earlyKeys(bucket.id()));
    tables.log().unread(Reader.PUBLISHER, bucket.id(), Integer.MAX_VALUE).stream()
        .map(LogRow::key)
        .forEach(waiting::add);
    Map<Name, EntryRow> known = new HashMap<>();
    try (var entries = tables.entries().all(bucket.id())) {
      entries.forEach(row -> known.put(new Name(row.key(), row.author()), row));
    }
    try {
      Set<DocumentKey> shown = new HashSet<>();
      Consumer<Entry> check =
          entry -> {
            shown.add(entry.key());
            checkEntry(tables, bucket, entry, known, waiting);
          };
      // What is in the first one besides is of an epoch that is over.
      documents.first(bucket).ifPresent(each -> each.forEach(of(true, check)));
      documents.find(bucket).ifPresent(each -> each.forEach(of(false, check)));
      known.values().stream()
          .filter(row -> !waiting.contains(row.key()))
          .forEach(
              row -> find(bucket, row.key(), "is noted as shown, but its document has no entry"));
      checkRows(tables, bucket, shown, waiting);
      return shown.size();
    } catch (ReplicaException e) {
      findings.add(
          "the document of %s cannot be read: %s".formatted(bucket.name(), e.getMessage()));
      return 0;
    }
  }

  /** Looks at what is said of members and epochs, or at all else. */
  private static Consumer<Entry> of(boolean statements, Consumer<Entry> check) {
    return entry -> {
      if (Statement.isNamed(entry.key()) == statements) {
        check.accept(entry);
      }
    };
  }

  /** Every version and setting is in the document, or waits to be. */
  private void checkRows(
      Tables tables, BucketRow bucket, Set<DocumentKey> shown, Set<DocumentKey> waiting) {
    try (var objects = tables.versions().allObjects(bucket.id())) {
      objects.forEach(row -> checkRow(bucket, keyOf(row), shown, waiting));
    }
    try (var others = tables.versions().allOthers(bucket.id())) {
      others.forEach(row -> checkRow(bucket, keyOf(row), shown, waiting));
    }
    for (SettingRow setting : tables.settings().all(bucket.id())) {
      checkRow(bucket, DocumentKey.ofSetting(setting.name()), shown, waiting);
    }
    // What others keep, they alone say, and may not have said it in this epoch yet.
    tables
        .pluginEntries()
        .keys(bucket.id(), author, Optional.empty(), Integer.MAX_VALUE)
        .forEach(key -> checkRow(bucket, key, shown, waiting));
  }

  private static DocumentKey keyOf(VersionRow row) {
    ObjectVersion version = row.version();
    return version.isNull()
        ? DocumentKey.of(version.key())
        : DocumentKey.of(version.key(), version.id());
  }

  private void checkRow(
      BucketRow bucket, DocumentKey key, Set<DocumentKey> shown, Set<DocumentKey> waiting) {
    if (!shown.contains(key) && !waiting.contains(key)) {
      find(bucket, key, "has a record, but neither an entry nor a place in the log");
    }
  }

  /** What is left in {@code known} at the end, the document does not show. */
  private void checkEntry(
      Tables tables,
      BucketRow bucket,
      Entry entry,
      Map<Name, EntryRow> known,
      Set<DocumentKey> waiting) {
    DocumentKey key = entry.key();
    EntryRow row = known.remove(new Name(key, entry.author()));
    if (waiting.contains(key)) {
      return; // Published a moment ago, perhaps, and not noted yet.
    }
    if (row == null) {
      // What others wrote comes into its document first, and after a crash between again.
      if (entry.author().equals(author)) {
        find(bucket, key, "has an entry, but no record");
      }
      return;
    }
    if (!row.hash().equals(entry.manifest())) {
      find(bucket, key, "has an entry that is not the one that was published");
      return;
    }
    checkManifest(tables, bucket, row);
  }

  private void checkManifest(Tables tables, BucketRow bucket, EntryRow row) {
    try {
      Optional<BlobHash> named =
          Manifests.find(tables, bucket.id(), row.key(), row.author())
              .map(manifest -> hash.of(manifest.bytes()));
      if (named.isEmpty()) {
        find(bucket, row.key(), "has an entry, but no record");
      } else if (!named.get().equals(row.hash())) {
        find(bucket, row.key(), "has an entry that says something else than its record");
      } else if (row.author().equals(author) && row.manifest().isPresent()) {
        checkNewest(tables, bucket, row, row.manifest().get());
      }
    } catch (CodecException e) {
      find(bucket, row.key(), "has a record that cannot be read: " + e.getMessage());
    }
  }

  /** What this node wrote, its own entry says; an entry may only lack what others wrote. */
  private void checkNewest(Tables tables, BucketRow bucket, EntryRow row, Manifest manifest) {
    Stamp shown =
        switch (row.key().tag()) {
          case DocumentKey.CONFIG -> ManifestCodec.decodeSetting(manifest).stamp();
          case DocumentKey.PLUGIN -> ManifestCodec.decodePlugins(manifest).stamp();
          default -> ManifestCodec.decode(row.key().objectKey(), manifest).newest();
        };
    Manifests.current(tables, bucket.id(), row.key(), author)
        .map(Manifests.Said::newest)
        .filter(newest -> newest.writer().equals(author) && newest.compareTo(shown) > 0)
        .ifPresent(newest -> find(bucket, row.key(), "has a newer record than its entry"));
  }

  private void find(BucketRow bucket, DocumentKey key, String what) {
    findings.add("'%s' in %s %s".formatted(key, bucket.name(), what));
  }
}
