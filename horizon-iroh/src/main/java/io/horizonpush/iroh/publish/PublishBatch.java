package io.horizonpush.iroh.publish;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.OutboxTable.OutboxRow;
import io.horizonpush.iroh.index.PublishedTable.PublishedRow;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.replica.BucketReplica;
import io.horizonpush.iroh.replica.BucketReplica.NewEntry;
import io.horizonpush.iroh.replica.BucketReplicas;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.store.Pins;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.store.BlobStore;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One step of the publisher: the oldest writes of a bucket become manifests and document entries.
 *
 * <p>Manifests are durable before the entries that name them, entries before the outbox rows are
 * crossed off. A crash between any two leaves the outbox as it was, and doing the same again writes
 * the same manifests and entries. Confined to the publisher's thread.
 */
final class PublishBatch {

  /** Writes of one batch: enough that its waits for the disk hardly count. */
  private static final int SIZE = 256;

  private final Index index;
  private final BlobStore blobs;
  private final BucketReplicas replicas;
  private final Pins pins;

  PublishBatch(Index index, BlobStore blobs, BucketReplicas replicas, Pins pins) {
    this.index = index;
    this.blobs = blobs;
    this.replicas = replicas;
    this.pins = pins;
  }

  /**
   * Publishes the oldest writes of a bucket.
   *
   * @return how many left the outbox
   */
  int publish(long bucketId) {
    Work work = index.snapshot(tables -> read(tables, bucketId));
    if (work.bucket().isEmpty() || work.rows().isEmpty()) {
      return 0; // Deleted a moment ago; its rows are swept.
    }
    List<PinnedBlob> pinned =
        blobs.addAll(work.items().stream().map(Item::encoded).toList(), Durability.STRICT);
    try {
      List<NewEntry> entries = new ArrayList<>();
      List<PublishedRow> published = new ArrayList<>();
      for (int i = 0; i < pinned.size(); i++) {
        Item item = work.items().get(i);
        PinnedBlob manifest = pinned.get(i);
        entries.add(new NewEntry(item.key(), manifest.hash(), manifest.length()));
        published.add(
            new PublishedRow(bucketId, item.key(), item.manifest().version(), manifest.hash()));
      }
      BucketReplica document = replicas.open(work.bucket().get().replica());
      Set<DocumentKey> waiting = document.put(entries);
      if (!waiting.isEmpty()) {
        throw new IllegalStateException(
            "The clock is more than 10 minutes behind entries of " + waiting);
      }
      document.flush();
      return crossOff(work, published, entries);
    } finally {
      pinned.forEach(pins::release);
    }
  }

  private int crossOff(Work work, List<PublishedRow> published, List<NewEntry> entries) {
    return index.write(
        Durability.STRICT,
        tables -> {
          if (tables.buckets().find(work.rows().getFirst().bucket()).isPresent()) {
            for (int i = 0; i < published.size(); i++) {
              tables.published().put(published.get(i), entries.get(i).size());
            }
          }
          // A write made meanwhile has a row of its own, which stays.
          OutboxRow last = work.rows().getLast();
          return tables.outbox().removeThrough(last.bucket(), last.clock());
        });
  }

  private static Work read(Tables tables, long bucketId) {
    Optional<BucketRow> bucket = tables.buckets().find(bucketId);
    List<OutboxRow> rows = tables.outbox().oldest(bucketId, SIZE);
    List<Item> items = new ArrayList<>();
    if (bucket.isPresent()) {
      Set<DocumentKey> keys = new LinkedHashSet<>();
      rows.forEach(row -> keys.add(row.key()));
      for (DocumentKey key : keys) {
        Manifest.current(tables, bucket.get(), key)
            .ifPresent(each -> items.add(Item.of(key, each)));
      }
    }
    return new Work(bucket, rows, items);
  }

  /** The writes of a batch, and the keys that they touched with their newest manifests. */
  private record Work(Optional<BucketRow> bucket, List<OutboxRow> rows, List<Item> items) {}

  /** A key and what its manifest says, also as bytes. */
  private record Item(DocumentKey key, Manifest manifest, ByteBuffer encoded) {

    static Item of(DocumentKey key, Manifest manifest) {
      return new Item(key, manifest, ByteBuffer.wrap(ManifestCodec.encode(manifest)));
    }
  }
}
