package io.horizonpush.iroh.verify;

import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.OutboxTable.OutboxRow;
import io.horizonpush.iroh.index.PublishedTable.PublishedRow;
import io.horizonpush.iroh.index.SettingTable.SettingRow;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.publish.Manifest;
import io.horizonpush.iroh.publish.ManifestCodec;
import io.horizonpush.iroh.replica.BucketReplica;
import io.horizonpush.iroh.replica.BucketReplica.Entry;
import io.horizonpush.iroh.replica.BucketReplicas;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.ReplicaException;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.store.BlobStore;
import io.horizonpush.s3.store.Content;
import java.io.ByteArrayOutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Compares a bucket's document with the index, entry by entry and record by record. A key whose
 * write still waits in the outbox may differ. Confined to one thread.
 */
final class DocumentCheck {

  /** What this node writes into documents. */
  private static final Set<Byte> KNOWN = Set.of(DocumentKey.OBJECT, DocumentKey.CONFIG);

  private final BlobStore blobs;
  private final BucketReplicas replicas;
  private final List<String> findings;

  DocumentCheck(BlobStore blobs, BucketReplicas replicas, List<String> findings) {
    this.blobs = blobs;
    this.replicas = replicas;
    this.findings = findings;
  }

  /** Compares one bucket; tells how many entries its document has. */
  long check(Tables tables, BucketRow bucket) {
    Set<DocumentKey> waiting = new HashSet<>();
    tables.outbox().all().stream()
        .filter(row -> row.bucket() == bucket.id())
        .map(OutboxRow::key)
        .forEach(waiting::add);
    try {
      BucketReplica document = replicas.open(bucket.replica());
      Set<DocumentKey> shown = new HashSet<>();
      document.forEach(
          entry -> {
            if (KNOWN.contains(entry.key().tag())) {
              shown.add(entry.key());
              checkEntry(tables, bucket, entry, waiting.contains(entry.key()));
            }
          });
      checkShown(tables, bucket, shown, waiting);
      return shown.size();
    } catch (ReplicaException e) {
      findings.add(
          "the document of %s cannot be read: %s".formatted(bucket.name(), e.getMessage()));
      return 0;
    }
  }

  /** Every record, tombstone and setting is in the document, or waits to be. */
  private void checkShown(
      Tables tables, BucketRow bucket, Set<DocumentKey> shown, Set<DocumentKey> waiting) {
    try (var objects = tables.objects().all(bucket)) {
      objects.forEach(each -> checkShown(bucket, DocumentKey.of(each.key()), shown, waiting));
    }
    try (var tombstones = tables.objects().tombstones(bucket.id())) {
      tombstones.forEach(each -> checkShown(bucket, DocumentKey.of(each.key()), shown, waiting));
    }
    for (SettingRow setting : tables.settings().all(bucket.id())) {
      checkShown(bucket, DocumentKey.ofSetting(setting.name()), shown, waiting);
    }
    try (var published = tables.published().all(bucket.id())) {
      published
          .map(PublishedRow::key)
          .filter(key -> !shown.contains(key))
          .forEach(key -> find(bucket, key, "was published, but its document has no entry"));
    }
  }

  private void checkShown(
      BucketRow bucket, DocumentKey key, Set<DocumentKey> shown, Set<DocumentKey> waiting) {
    if (!shown.contains(key) && !waiting.contains(key)) {
      find(bucket, key, "has a record, but neither an entry nor a place in the outbox");
    }
  }

  private void checkEntry(Tables tables, BucketRow bucket, Entry entry, boolean waiting) {
    DocumentKey key = entry.key();
    Optional<PublishedRow> published = tables.published().find(bucket.id(), key);
    Optional<Manifest> expected = Manifest.current(tables, bucket, key);
    if (expected.isEmpty()) {
      find(bucket, key, "has an entry, but no record");
      return;
    }
    if (waiting) {
      return;
    }
    if (published.filter(row -> row.manifest().equals(entry.manifest())).isEmpty()) {
      find(bucket, key, "has an entry that is not the one that was published");
      return;
    }
    if (!published.get().version().equals(expected.get().version())) {
      find(bucket, key, "has a newer version than its entry, and no place in the outbox");
      return;
    }
    checkManifest(bucket, key, entry.manifest(), entry.size(), expected.get());
  }

  private void checkManifest(
      BucketRow bucket, DocumentKey key, BlobHash hash, long size, Manifest expected) {
    try {
      Optional<Content> opened = blobs.open(hash, ByteRange.all(size));
      if (opened.isEmpty()) {
        find(bucket, key, "has a manifest that is missing");
        return;
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (Content content = opened.get()) {
        Contents.forEach(
            content,
            piece -> {
              byte[] copy = new byte[piece.remaining()];
              piece.get(copy);
              bytes.writeBytes(copy);
            });
      }
      if (!ManifestCodec.decode(bytes.toByteArray()).equals(expected)) {
        find(bucket, key, "has a manifest that says something else than its record");
      }
    } catch (CodecException e) {
      find(bucket, key, "has a manifest that cannot be read: " + e.getMessage());
    }
  }

  private void find(BucketRow bucket, DocumentKey key, String what) {
    findings.add("'%s' in %s %s".formatted(key, bucket.name(), what));
  }
}
