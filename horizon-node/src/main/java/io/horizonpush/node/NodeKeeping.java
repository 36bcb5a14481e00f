package io.horizonpush.node;

import io.horizonpush.iroh.keep.Eviction;
import io.horizonpush.iroh.keep.Keeping;
import io.horizonpush.iroh.store.NodeStores;
import io.horizonpush.node.admin.EvictionReport;
import io.horizonpush.node.admin.EvictionRequest;
import io.horizonpush.node.admin.PinList;
import io.horizonpush.node.admin.PinRequest;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.util.Iterator;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator does with bytes that are to stay here, or may go. Thread-safe. */
final class NodeKeeping implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(NodeKeeping.class);

  /** The evictions of which it is known how they ended. */
  private static final int MOST_KNOWN = 64;

  private final NodeStores stores;
  private final Keeping keeping;
  private final TreeMap<Long, Job> jobs = new TreeMap<>();
  private long last;

  NodeKeeping(NodeStores stores, Keeping keeping) {
    this.stores = stores;
    this.keeping = keeping;
  }

  private record Job(long id, BucketName bucket, String prefix, Eviction eviction) {

    boolean isRunning() {
      return eviction.progress().state() == Eviction.State.RUNNING;
    }

    EvictionReport report() {
      Eviction.Progress progress = eviction.progress();
      return new EvictionReport(
          id,
          bucket,
          prefix,
          switch (progress.state()) {
            case RUNNING -> EvictionReport.State.RUNNING;
            case DONE -> EvictionReport.State.DONE;
            case STOPPED -> EvictionReport.State.STOPPED;
          },
          progress.objects(),
          progress.blobs(),
          progress.bytes(),
          progress.kept());
    }
  }

  /** Begins to evict objects, and says how far that is. */
  EvictionReport evict(EvictionRequest asked) {
    Bucket bucket = require(asked.bucket());
    String prefix = asked.prefix().orElse("");
    Job job = add(bucket.name(), prefix, keeping.eviction(bucket, prefix));
    Thread.ofVirtual().name("horizon-evict").start(() -> run(job));
    return job.report();
  }

  private Bucket require(BucketName name) {
    return stores.buckets().find(name).orElseThrow(() -> S3Exception.noSuchBucket(name));
  }

  /** One at a time: each asks the other members for promises. */
  private synchronized Job add(BucketName bucket, String prefix, Eviction eviction) {
    if (jobs.values().stream().anyMatch(Job::isRunning)) {
      throw new S3Exception(
          S3ErrorCode.SERVICE_UNAVAILABLE, "An eviction goes on already: wait until it has ended.");
    }
    Iterator<Job> oldest = jobs.values().iterator();
    while (jobs.size() >= MOST_KNOWN) {
      oldest.next();
      oldest.remove();
    }
    Job job = new Job(++last, bucket, prefix, eviction);
    jobs.put(job.id(), job);
    return job;
  }

  private void run(Job job) {
    try {
      job.eviction().run();
      log.atInfo()
          .addKeyValue("bucket", job.bucket())
          .addKeyValue("blobs", job.report().blobs())
          .addKeyValue("kept", job.report().kept())
          .log("eviction ended");
    } catch (RuntimeException e) {
      log.atWarn().addKeyValue("bucket", job.bucket()).log("eviction failed", e);
    }
  }

  /** How far an eviction is. */
  synchronized EvictionReport eviction(long id) {
    Job job = jobs.get(id);
    if (job == null) {
      throw new IllegalArgumentException("there is no eviction " + id + " any more");
    }
    return job.report();
  }

  /** Pins objects, or no longer; answers all that is pinned then. */
  PinList pin(PinRequest asked) {
    boolean changed =
        keeping.pin(require(asked.bucket()).id(), asked.prefix().orElse(""), asked.pinned());
    if (!changed && !asked.pinned()) {
      throw new IllegalArgumentException(
          "nothing is pinned by this very prefix in bucket " + asked.bucket());
    }
    return pins();
  }

  /** All that is pinned. */
  PinList pins() {
    return new PinList(
        keeping.pins().stream().map(pin -> new PinList.Pin(pin.bucket(), pin.prefix())).toList());
  }

  /** Begins nothing more. */
  @Override
  public synchronized void close() {
    jobs.values().forEach(job -> job.eviction().stop());
  }
}
