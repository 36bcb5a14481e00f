package io.horizonpush.node;

import io.horizonpush.iroh.index.TransferRecord;
import io.horizonpush.iroh.index.TransferRecord.Figures;
import io.horizonpush.iroh.index.TransferRecord.Purpose;
import io.horizonpush.iroh.store.NodeStores;
import io.horizonpush.iroh.swarm.Prefetches;
import io.horizonpush.iroh.transfer.TransferView;
import io.horizonpush.node.admin.CacheControl;
import io.horizonpush.node.admin.CacheReport;
import io.horizonpush.node.admin.EvictionReport;
import io.horizonpush.node.admin.EvictionRequest;
import io.horizonpush.node.admin.PinList;
import io.horizonpush.node.admin.PinRequest;
import io.horizonpush.node.admin.PrefetchReport;
import io.horizonpush.node.admin.PrefetchRequest;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.S3Exception;

/** What an operator does with bytes that other nodes have, too. Thread-safe. */
final class NodeCache implements CacheControl, AutoCloseable {

  private final NodeStores stores;
  private final Prefetches prefetches;
  private final TransferView transfers;
  private final NodeKeeping keeping;
  private final CacheMonitor monitor;

  NodeCache(
      NodeStores stores,
      Prefetches prefetches,
      TransferView transfers,
      NodeKeeping keeping,
      CacheMonitor monitor) {
    this.monitor = monitor;
    this.stores = stores;
    this.prefetches = prefetches;
    this.transfers = transfers;
    this.keeping = keeping;
  }

  @Override
  public CacheReport status() {
    return monitor.report();
  }

  @Override
  public PrefetchReport prefetch(PrefetchRequest asked) {
    Bucket bucket =
        stores
            .buckets()
            .find(asked.bucket())
            .orElseThrow(() -> S3Exception.noSuchBucket(asked.bucket()));
    return prefetch(prefetches.begin(bucket.id(), asked.prefix().orElse("")).id());
  }

  @Override
  public PrefetchReport prefetch(long id) {
    TransferRecord transfer = transfers.require(id).transfer();
    if (transfer.purpose() != Purpose.PREFETCH) {
      throw new IllegalArgumentException("transfer " + id + " is no prefetch");
    }
    Figures figures = transfer.figures();
    return new PrefetchReport(
        id,
        new BucketName(transfer.place().name()),
        transfer.place().key(),
        state(transfer),
        figures.objects(),
        figures.blobs(),
        figures.came() + figures.saved() - figures.resent(),
        figures.unavailable());
  }

  /** One that failed since nobody gave some of it has looked at all. */
  private static PrefetchReport.State state(TransferRecord transfer) {
    return switch (transfer.course().state()) {
      case RUNNING -> PrefetchReport.State.RUNNING;
      case PAUSED -> PrefetchReport.State.PAUSED;
      case DONE -> PrefetchReport.State.DONE;
      case FAILED ->
          transfer.figures().unavailable() > 0
              ? PrefetchReport.State.DONE
              : PrefetchReport.State.STOPPED;
      case CANCELLED -> PrefetchReport.State.STOPPED;
    };
  }

  @Override
  public EvictionReport evict(EvictionRequest asked) {
    return keeping.evict(asked);
  }

  @Override
  public EvictionReport eviction(long id) {
    return keeping.eviction(id);
  }

  @Override
  public PinList pin(PinRequest asked) {
    return keeping.pin(asked);
  }

  @Override
  public PinList pins() {
    return keeping.pins();
  }

  /** Begins nothing more. */
  @Override
  public void close() {
    keeping.close();
    prefetches.close();
  }
}
