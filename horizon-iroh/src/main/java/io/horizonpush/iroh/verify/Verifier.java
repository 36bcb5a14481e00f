package io.horizonpush.iroh.verify;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.OutboxTable.OutboxRow;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.publish.Manifest;
import io.horizonpush.iroh.replica.BucketReplicas;
import io.horizonpush.s3.model.ObjectRecord;
import io.horizonpush.s3.store.BlobStore;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks that the index is sound, that every blob it names is here whole, that references are
 * counted right, and that every bucket's document shows what was published.
 *
 * <p>Reads one snapshot of the index. Meant for a node that is stopped or idle: a document that
 * changes meanwhile looks wrong. Thread-safe; blocks its (virtual) thread.
 */
public final class Verifier {

  private final Index index;
  private final BlobStore blobs;
  private final BucketReplicas replicas;

  public Verifier(Index index, BlobStore blobs, BucketReplicas replicas) {
    this.index = index;
    this.blobs = blobs;
    this.replicas = replicas;
  }

  /**
   * Checks everything.
   *
   * @param deep whether the bytes of every object are read again and compared with its ETag
   */
  public VerifyReport verify(boolean deep) {
    return index.snapshot(tables -> verify(tables, deep));
  }

  private VerifyReport verify(Tables tables, boolean deep) {
    List<String> findings = new ArrayList<>(tables.integrityFindings());
    findings.addAll(tables.objects().inlineFindings());
    BlobCheck blobCheck = new BlobCheck(blobs, findings);
    long objects = 0;
    long entries = 0;
    for (BucketRow bucket : tables.buckets().all()) {
      try (var records = tables.objects().all(bucket)) {
        objects += records.mapToLong(record -> check(blobCheck, record, deep)).sum();
      }
      entries += new DocumentCheck(blobs, replicas, findings).check(tables, bucket);
    }
    checkUploads(tables, blobCheck, findings);
    checkManifests(tables, blobCheck);
    long named = blobCheck.compareCounts(tables);
    List<OutboxRow> waiting = tables.outbox().all();
    checkOutbox(tables, waiting, findings);
    return new VerifyReport(
        findings, objects, named, blobCheck.bytesRead(), entries, waiting.size());
  }

  private static long check(BlobCheck blobCheck, ObjectRecord record, boolean deep) {
    blobCheck.count(record);
    if (deep) {
      blobCheck.compareETag(record);
    }
    return 1;
  }

  private static void checkUploads(Tables tables, BlobCheck blobCheck, List<String> findings) {
    tables
        .uploads()
        .orphanedParts()
        .forEach(id -> findings.add("parts of upload %s belong to no upload".formatted(id)));
    try (var parts = tables.uploads().allParts()) {
      parts.forEach(part -> blobCheck.count(part.blob(), part.size()));
    }
  }

  private static void checkManifests(Tables tables, BlobCheck blobCheck) {
    try (var manifests = tables.published().manifests()) {
      manifests.forEach(blobCheck::count);
    }
  }

  private static void checkOutbox(Tables tables, List<OutboxRow> waiting, List<String> findings) {
    for (OutboxRow row : waiting) {
      boolean known =
          tables
              .buckets()
              .find(row.bucket())
              .map(bucket -> Manifest.current(tables, bucket, row.key()).isPresent())
              .orElseGet(() -> tables.buckets().isDoomed(row.bucket()));
      if (!known) {
        findings.add(
            "the outbox names key '%s' of bucket %d, which has no record"
                .formatted(row.key(), row.bucket()));
      }
    }
  }
}
