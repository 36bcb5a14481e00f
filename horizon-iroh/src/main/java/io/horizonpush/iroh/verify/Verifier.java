package io.horizonpush.iroh.verify;

import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.content.ContentStore;
import io.horizonpush.iroh.index.BlobUseTable.Kind;
import io.horizonpush.iroh.index.BlobUseTable.Used;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.KeyRecords;
import io.horizonpush.iroh.index.LogTable.LogRow;
import io.horizonpush.iroh.index.LogTable.Reader;
import io.horizonpush.iroh.index.PluginBlobTable;
import io.horizonpush.iroh.index.PluginEntryTable;
import io.horizonpush.iroh.index.PluginTable;
import io.horizonpush.iroh.index.PluginTable.PluginRow;
import io.horizonpush.iroh.index.PromiseTable.Given;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.index.VersionTable.VersionRow;
import io.horizonpush.iroh.publish.BucketDocuments;
import io.horizonpush.iroh.replica.ManifestHash;
import io.horizonpush.iroh.store.Manifests;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.WriterId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks that the index is sound, that every blob it uses is here where it says so, that uses are
 * counted right, and that every bucket's document shows what was published.
 *
 * <p>Reads one snapshot of the index. Meant for a node that is stopped or idle: a document that
 * changes meanwhile looks wrong. Thread-safe; blocks its (virtual) thread.
 */
public final class Verifier {

  private final Index index;
  private final ContentStore blobs;
  private final BucketDocuments documents;
  private final ManifestHash hash;
  private final WriterId author;

  /**
   * @param author of this node's entries
   */
  public Verifier(
      Index index,
      ContentStore blobs,
      BucketDocuments documents,
      ManifestHash hash,
      WriterId author) {
    this.index = index;
    this.blobs = blobs;
    this.documents = documents;
    this.hash = hash;
    this.author = author;
  }

  /**
   * Checks everything.
   *
   * @param deep whether everything is read again from the disk, and compared with the hash of its
   *     blob and the ETag of its object
   */
  public VerifyReport verify(boolean deep) {
    return index.snapshot(tables -> verify(tables, deep));
  }

  private VerifyReport verify(Tables tables, boolean deep) {
    List<String> findings = new ArrayList<>(tables.integrityFindings());
    findings.addAll(tables.bodies().findings());
    BlobCheck blobCheck = new BlobCheck(blobs, findings);
    long objects = 0;
    long entries = 0;
    long waiting = 0;
    for (BucketRow bucket : tables.buckets().all()) {
      try {
        objects += checkVersions(tables, blobCheck, bucket, deep);
        entries += new DocumentCheck(documents, hash, author, findings).check(tables, bucket);
        waiting += checkLog(tables, bucket, findings);
      } catch (CodecException e) {
        findings.add(
            "a record of %s cannot be read, so that the rest of it was not checked: %s"
                .formatted(bucket.name(), e.getMessage()));
      }
    }
    checkUploads(tables, blobCheck, findings);
    checkPluginFiles(tables, findings);
    countPromises(tables, blobCheck);
    checkPlugins(tables, blobCheck, findings);
    blobCheck.expect(tables.uses().pending());
    long named = blobCheck.compareCounts(tables, deep);
    return new VerifyReport(findings, objects, named, blobCheck.bytesRead(), entries, waiting);
  }

  private static long checkVersions(
      Tables tables, BlobCheck blobCheck, BucketRow bucket, boolean deep) {
    long objects = 0;
    try (var rows = tables.versions().allObjects(bucket.id())) {
      for (VersionRow row : (Iterable<VersionRow>) rows::iterator) {
        objects++;
        check(tables, blobCheck, bucket, row.version(), Kind.VERSION, deep);
      }
    }
    try (var rows = tables.versions().allOthers(bucket.id())) {
      for (VersionRow row : (Iterable<VersionRow>) rows::iterator) {
        if (!row.version().isRemoved()) {
          Kind kind = row.besideSince().isPresent() ? Kind.LOSER : Kind.VERSION;
          check(tables, blobCheck, bucket, row.version(), kind, deep);
        }
      }
    }
    return objects;
  }

  private static void check(
      Tables tables,
      BlobCheck blobCheck,
      BucketRow bucket,
      ObjectVersion version,
      Kind kind,
      boolean deep) {
    blobCheck.count(bucket.id(), kind, KeyRecords.used(version));
    version
        .stored()
        .ifPresent(
            stored -> {
              blobCheck.checkInline(bucket, stored);
              if (deep) {
                blobCheck.compareETag(tables, bucket, stored);
              }
            });
  }

  private static void checkUploads(Tables tables, BlobCheck blobCheck, List<String> findings) {
    tables
        .uploads()
        .orphanedParts()
        .forEach(id -> findings.add("parts of upload %s belong to no upload".formatted(id)));
    try (var parts = tables.uploads().allParts()) {
      parts.forEach(
          each ->
              blobCheck.count(
                  each.bucket(),
                  Kind.UPLOAD,
                  List.of(new Used(each.part().blob(), each.part().size()))));
    }
    tables
        .asked()
        .all()
        .forEach(asked -> blobCheck.count(asked.bucket(), Kind.ASKED, asked.blobs()));
    try (var earlier = tables.earlier().all()) {
      earlier.forEach(each -> blobCheck.count(each.bucket(), Kind.EARLIER, List.of(each.blob())));
    }
  }

  private void checkPluginFiles(Tables tables, List<String> findings) {
    for (PluginRow plugin : tables.plugins().all()) {
      for (PluginTable.VersionRow version : plugin.versions()) {
        Optional<byte[]> file = tables.plugins().file(version.digest());
        if (file.isEmpty() || !hash.of(file.get()).equals(version.digest())) {
          findings.add(
              "the file of version %d of the plugin %s is %s: install it again"
                  .formatted(
                      version.number(), plugin.name(), file.isEmpty() ? "missing" : "damaged"));
        }
      }
    }
  }

  private static void countPromises(Tables tables, BlobCheck blobCheck) {
    try (var all = tables.promises().all()) {
      for (Given promise : (Iterable<Given>) all::iterator) {
        tables
            .blobs()
            .find(promise.hash())
            .ifPresent(
                row ->
                    blobCheck.count(
                        promise.bucket(),
                        Kind.PROMISED,
                        List.of(new Used(promise.hash(), row.length()))));
      }
    }
  }

  private static void checkPlugins(Tables tables, BlobCheck blobCheck, List<String> findings) {
    for (BucketRow bucket : tables.buckets().all()) {
      PluginEntryTable entries = tables.pluginEntries();
      if (!entries.held(bucket.id()).equals(entries.counted(bucket.id()))) {
        findings.add("what plugins keep in %s is counted wrong".formatted(bucket.name()));
      }
      if (!entries.isSound(bucket.id())) {
        findings.add(
            "what plugins keep in %s has not the lengths that are noted".formatted(bucket.name()));
      }
    }
    try (var all = tables.pluginBlobs().all()) {
      all.forEach(
          each -> blobCheck.count(PluginBlobTable.NO_BUCKET, Kind.PLUGIN, List.of(each.blob())));
    }
    tables
        .pluginBlobs()
        .miscounted()
        .forEach(plugin -> findings.add("what plugin %s keeps is counted wrong".formatted(plugin)));
  }

  /** Everything that waits is of a key that has a record; tells how much waits. */
  private long checkLog(Tables tables, BucketRow bucket, List<String> findings) {
    List<LogRow> waiting = tables.log().unread(Reader.PUBLISHER, bucket.id(), Integer.MAX_VALUE);
    for (LogRow row : waiting) {
      if (Manifests.current(tables, bucket.id(), row.key(), author).isEmpty()) {
        findings.add(
            "the log names '%s' in %s, which has no record".formatted(row.key(), bucket.name()));
      }
    }
    return waiting.size();
  }
}
