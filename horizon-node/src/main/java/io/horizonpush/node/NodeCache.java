package io.horizonpush.node;

import io.horizonpush.iroh.store.ChangeNews.Part;
import io.horizonpush.iroh.store.NodeStores;
import io.horizonpush.iroh.swarm.PeerBlobs;
import io.horizonpush.iroh.swarm.Prefetch;
import io.horizonpush.iroh.swarm.Prefetch.Progress;
import io.horizonpush.node.admin.CacheControl;
import io.horizonpush.node.admin.EvictionReport;
import io.horizonpush.node.admin.EvictionRequest;
import io.horizonpush.node.admin.PinList;
import io.horizonpush.node.admin.PinRequest;
import io.horizonpush.node.admin.PrefetchReport;
import io.horizonpush.node.admin.PrefetchRequest;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator does with bytes that other nodes have, too. Thread-safe. */
final class NodeCache implements CacheControl, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(NodeCache.class);

  /** The fetches that go on at the same time, and those of which it is known how they ended. */
  private static final int MOST_RUNNING = 4;

  private static final int MOST_KNOWN = 64;

  private final NodeStores stores;
  private final PeerBlobs blobs;
  private final NodeKeeping keeping;
  private final TreeMap<Long, Job> jobs = new TreeMap<>();
  private long last;

  NodeCache(NodeStores stores, PeerBlobs blobs, NodeKeeping keeping) {
    this.stores = stores;
    this.blobs = blobs;
    this.keeping = keeping;
  }

  private record Job(long id, BucketName bucket, String prefix, Prefetch prefetch) {

    boolean isRunning() {
      return prefetch.progress().state() == Prefetch.State.RUNNING;
    }

    PrefetchReport report() {
      Progress progress = prefetch.progress();
      return new PrefetchReport(
          id,
          bucket,
          prefix,
          switch (progress.state()) {
            case RUNNING -> PrefetchReport.State.RUNNING;
            case DONE -> PrefetchReport.State.DONE;
            case STOPPED -> PrefetchReport.State.STOPPED;
          },
          progress.objects(),
          progress.blobs(),
          progress.bytes(),
          progress.unavailable());
    }
  }

  @Override
  public PrefetchReport prefetch(PrefetchRequest asked) {
    Bucket bucket =
        stores
            .buckets()
            .find(asked.bucket())
            .orElseThrow(() -> S3Exception.noSuchBucket(asked.bucket()));
    String prefix = asked.prefix().orElse("");
    Job job = add(bucket, new Prefetch(stores.objects(), blobs, bucket, prefix), prefix);
    stores.news().changed(Part.TRANSFERS);
    Thread.ofVirtual().name("horizon-prefetch").start(() -> run(job));
    return job.report();
  }

  private synchronized Job add(Bucket bucket, Prefetch prefetch, String prefix) {
    if (jobs.values().stream().filter(Job::isRunning).count() >= MOST_RUNNING) {
      throw new S3Exception(
          S3ErrorCode.SERVICE_UNAVAILABLE,
          MOST_RUNNING + " prefetches go on already: wait until one of them has ended.");
    }
    jobs.entrySet().stream()
        .filter(each -> !each.getValue().isRunning())
        .map(Map.Entry::getKey)
        .limit(Math.max(0, jobs.size() - MOST_KNOWN + 1))
        .toList()
        .forEach(jobs::remove);
    Job job = new Job(++last, bucket.name(), prefix, prefetch);
    jobs.put(job.id(), job);
    return job;
  }

  private void run(Job job) {
    try {
      job.prefetch().run();
      log.atInfo()
          .addKeyValue("bucket", job.bucket())
          .addKeyValue("blobs", job.report().blobs())
          .addKeyValue("unavailable", job.report().unavailable())
          .log("prefetch ended");
    } catch (RuntimeException e) {
      log.atWarn().addKeyValue("bucket", job.bucket()).log("prefetch failed", e);
    } finally {
      stores.news().changed(Part.TRANSFERS);
    }
  }

  @Override
  public synchronized PrefetchReport prefetch(long id) {
    Job job = jobs.get(id);
    if (job == null) {
      throw new IllegalArgumentException("there is no prefetch " + id + " any more");
    }
    return job.report();
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

  /** How far every fetch is of which that is known. */
  synchronized List<PrefetchReport> reports() {
    return jobs.values().stream().map(Job::report).toList();
  }

  /** Begins nothing more. */
  @Override
  public synchronized void close() {
    keeping.close();
    jobs.values().forEach(job -> job.prefetch().stop());
  }
}
