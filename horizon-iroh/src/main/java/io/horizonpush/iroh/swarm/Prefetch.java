package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.transfer.Transfer;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.S3Exception;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
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

  private final PrefixedObjects objects;
  private final PeerBlobs blobs;
  private final Transfer transfer;
  private final CompletableFuture<Void> halt;

  /**
   * @param transfer what is fetched, and what counts it
   * @param halt ends it early when it is done
   */
  Prefetch(
      PrefixedObjects objects, PeerBlobs blobs, Transfer transfer, CompletableFuture<Void> halt) {
    this.objects = objects;
    this.blobs = blobs;
    this.transfer = transfer;
    this.halt = halt;
  }

  /** Fetches; tells whether all objects were looked at. */
  boolean run() {
    transfer.beginPass(size());
    try (FewAtOnce fetches = new FewAtOnce(AT_ONCE)) {
      boolean _ =
          objects.forEachPage(
              this::goesOn, page -> page.forEach(each -> fetch(each.key(), fetches)));
    }
    return goesOn();
  }

  private boolean goesOn() {
    return !halt.isDone();
  }

  private long size() {
    LongAdder bytes = new LongAdder();
    boolean _ =
        objects.forEachPage(this::goesOn, page -> page.forEach(each -> bytes.add(each.size())));
    return bytes.sum();
  }

  private void fetch(ObjectKey key, FewAtOnce fetches) {
    if (goesOn()) {
      objects.parts(key).forEach(part -> fetches.submit(() -> fetch(part)));
      transfer.looked();
    }
  }

  private void fetch(Part part) {
    try {
      if (goesOn() && part.length() > 0) {
        boolean _ = blobs.fetch(transfer, halt, objects.bucket().id(), part.blob(), part.length());
      }
    } catch (S3Exception e) {
      LOG.debug("Blob {} cannot be fetched now for transfer {}", part.blob(), transfer.id(), e);
    }
  }
}
