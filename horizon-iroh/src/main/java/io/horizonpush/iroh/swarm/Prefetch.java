package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.transfer.Transfer;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.ObjectListing;
import io.horizonpush.s3.store.ObjectStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fetch of all objects of a bucket whose keys begin alike, as they are when their turn comes: a
 * few blobs at once, behind those who read. Goes over them once, unless it is halted before.
 * Thread-safe.
 */
final class Prefetch {

  private static final Logger LOG = LoggerFactory.getLogger(Prefetch.class);

  private static final int AT_ONCE = 4;
  private static final int PAGE = 1000;

  private final ObjectStore objects;
  private final PeerBlobs blobs;
  private final Bucket bucket;
  private final Transfer transfer;
  private final CompletableFuture<Void> halt;

  /**
   * @param transfer what is fetched, and what counts it
   * @param halt ends it early when it is done
   */
  Prefetch(
      ObjectStore objects,
      PeerBlobs blobs,
      Bucket bucket,
      Transfer transfer,
      CompletableFuture<Void> halt) {
    this.objects = objects;
    this.blobs = blobs;
    this.bucket = bucket;
    this.transfer = transfer;
    this.halt = halt;
  }

  /** Fetches; tells whether all objects were looked at. */
  boolean run() {
    transfer.beginPass(size());
    try (FewAtOnce fetches = new FewAtOnce(AT_ONCE)) {
      pages(page -> page.objects().forEach(object -> fetch(object.key(), fetches)));
    }
    return !halt.isDone();
  }

  private long size() {
    LongAdder bytes = new LongAdder();
    pages(page -> page.objects().forEach(object -> bytes.add(object.size())));
    return bytes.sum();
  }

  private void pages(Consumer<ObjectListing> work) {
    Optional<String> after = Optional.of("");
    while (after.isPresent() && !halt.isDone()) {
      ObjectListing page =
          objects.list(bucket, new ListQuery(transfer.place().key(), "", after.get(), PAGE));
      work.accept(page);
      after = page.next();
    }
  }

  private void fetch(ObjectKey key, FewAtOnce fetches) {
    if (halt.isDone()) {
      return;
    }
    List<Part> parts =
        objects
            .find(bucket, key)
            .present()
            .map(version -> version.body().parts())
            .orElse(List.of());
    parts.forEach(part -> fetches.submit(() -> fetch(part)));
    transfer.looked();
  }

  private void fetch(Part part) {
    try {
      if (!halt.isDone() && part.length() > 0) {
        boolean _ = blobs.fetch(transfer, halt, bucket.id(), part.blob(), part.length());
      }
    } catch (S3Exception e) {
      LOG.debug("Blob {} of bucket {} cannot be fetched now", part.blob(), bucket.name(), e);
    }
  }
}
