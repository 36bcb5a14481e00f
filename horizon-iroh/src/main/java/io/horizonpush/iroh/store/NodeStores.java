package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.replica.BucketReplicas;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.store.BlobStore;
import io.horizonpush.s3.store.ContentSource;
import io.horizonpush.s3.store.MultipartStore;
import io.horizonpush.s3.store.ObjectStore;
import java.util.List;
import java.util.Set;

/**
 * The stores of this node over one index and one blob store, wired.
 *
 * <p>Thread-safe. Closes nothing: index, blobs and documents belong to whoever opened them.
 */
public final class NodeStores {

  /** What the records of hot objects, small bodies included, may take of the heap, in bytes. */
  private static final long CACHED_RECORDS = 32 << 20;

  private final Index index;
  private final BlobStore blobs;
  private final Buckets buckets;
  private final Pins pins = new Pins();
  private final Backlog backlog;
  private final IndexedObjectStore objects;
  private final IndexedMultipartStore uploads;

  /**
   * @param sources where the bytes of objects are looked for, the nearest first; {@code blobs} is
   *     usually the first
   * @param writer the first 8 bytes of this node's id
   */
  public NodeStores(
      Index index,
      BlobStore blobs,
      BucketReplicas replicas,
      List<ContentSource> sources,
      long writer) {
    this.index = index;
    this.blobs = blobs;
    backlog = new Backlog(index.read(tables -> tables.outbox().count()));
    buckets = new Buckets(index, replicas, backlog, writer);
    Bodies bodies = new Bodies(blobs, sources, pins);
    objects =
        new IndexedObjectStore(
            index, buckets, bodies, backlog, new RecordCache(CACHED_RECORDS), writer);
    uploads = new IndexedMultipartStore(index, buckets, bodies, objects);
  }

  public ObjectStore objects() {
    return objects;
  }

  public MultipartStore uploads() {
    return uploads;
  }

  /** The writes that wait to be published. */
  public Backlog backlog() {
    return backlog;
  }

  /** What keeps blobs until the index names them. */
  public Pins pins() {
    return pins;
  }

  /** Chooses what an answer to a write of this bucket promises. */
  public void setDurability(BucketName bucket, Durability durability) {
    buckets.setDurability(bucket, durability);
  }

  /**
   * Finds what crashes left of buckets. To be called at a node's start, before any request.
   *
   * @return removes it, beside the requests
   */
  public Runnable leftovers() {
    return buckets.leftovers();
  }

  /**
   * Drops every blob that no row of the index names: not an object, nor a part of a running upload,
   * nor a manifest. Bodies that are staged now are kept.
   *
   * @return the hashes that were dropped
   */
  public Set<BlobHash> collectGarbage() {
    return pins.whileKept(() -> blobs.collect(liveHashes().stream()));
  }

  /** Read at once: a snapshot held through a collection would keep the log from being cleared. */
  private List<BlobHash> liveHashes() {
    return index.read(
        tables -> {
          try (var rows = tables.blobs().all()) {
            return rows.map(row -> row.hash()).toList();
          }
        });
  }
}
