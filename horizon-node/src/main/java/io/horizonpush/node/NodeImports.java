package io.horizonpush.node;

import io.horizonpush.fallback.adopt.Adoption;
import io.horizonpush.fallback.origin.KnownOrigins;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.store.NodeStores;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BucketImport;
import io.horizonpush.s3.store.BucketImport.State;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The imports of buckets, which the index keeps: one that ran when the node ended goes on. Each is
 * a thread of its own. Thread-safe.
 */
final class NodeImports implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(NodeImports.class);

  /** How long the end of a page is waited for. */
  private static final long PATIENCE_SECONDS = 10;

  private final KnownOrigins origins;
  private final Index index;
  private final NodeStores stores;
  private final Map<BucketId, Job> jobs = new HashMap<>();
  private boolean closed;

  NodeImports(KnownOrigins origins, Index index, NodeStores stores) {
    this.origins = origins;
    this.index = index;
    this.stores = stores;
  }

  /** One that runs. */
  private record Job(Adoption adoption, CountDownLatch over) {

    void end() {
      adoption.stop();
      try {
        boolean _ = over.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * What is known of a bucket's import.
   *
   * @param refused some of the keys that can be none here
   */
  record Known(BucketImport last, List<String> refused) {}

  /** Goes on with those that ran when the node ended. */
  synchronized void goOn() {
    running().forEach(this::goOn);
  }

  private void goOn(BucketId id) {
    try {
      Bucket bucket = stores.bucket(id);
      find(id).ifPresent(known -> start(bucket, known.last()));
    } catch (S3Exception e) {
      log.debug("The bucket of an import is gone", e);
    }
  }

  private List<BucketId> running() {
    return index.read(
        tables ->
            tables.imports().running().stream()
                .flatMap(bucket -> tables.buckets().find(bucket).stream())
                .map(BucketRow::uid)
                .toList());
  }

  /**
   * Begins an import, or goes on with one that was cancelled or failed; nothing happens while one
   * runs.
   *
   * @throws IllegalArgumentException if the bucket has no origins
   */
  synchronized void begin(Bucket bucket, boolean describe) {
    if (bucket.configuration().origins().isEmpty()) {
      throw new IllegalArgumentException(
          "the bucket has no origins: bucket origins %s --set=NAME gives it some"
              .formatted(bucket.name()));
    }
    if (!jobs.containsKey(bucket.id())) {
      Optional<BucketImport> before = find(bucket.id()).map(Known::last);
      Instant now = index.wall().instant();
      BucketImport next =
          before
              .filter(last -> last.state() != State.DONE && last.describe() == describe)
              .map(BucketImport::again)
              .orElseGet(() -> BucketImport.begin(describe, now));
      boolean anew = next.at().isEmpty();
      index.write(
          Durability.STRICT,
          tables -> {
            long row = tables.buckets().require(bucket.id()).id();
            if (anew) {
              tables.imports().remove(row);
            }
            tables.imports().put(row, next);
            return row;
          });
      start(bucket, next);
    }
  }

  private void start(Bucket bucket, BucketImport from) {
    if (closed) {
      return;
    }
    CountDownLatch over = new CountDownLatch(1);
    Adoption adoption =
        new Adoption(
            origins,
            stores.objects(),
            bucket,
            from,
            (now, refused) -> noteIfWanted(bucket.id(), over, now, refused),
            InstantSource.system());
    Job job = new Job(adoption, over);
    jobs.put(bucket.id(), job);
    Thread.ofVirtual().name("horizon-import").start(() -> run(bucket, job));
  }

  private void run(Bucket bucket, Job job) {
    try {
      BucketImport ended = job.adoption().run();
      log.atInfo()
          .addKeyValue("bucket", bucket.name())
          .addKeyValue("state", ended.state())
          .addKeyValue("learnt", ended.counts().learnt())
          .log("import ended");
    } catch (RuntimeException e) {
      log.atWarn().addKeyValue("bucket", bucket.name()).log("import broke off", e);
    } finally {
      job.over().countDown();
      forget(bucket.id(), job);
    }
  }

  private synchronized void forget(BucketId bucket, Job job) {
    jobs.remove(bucket, job);
  }

  /** How far the import of a bucket is, or how the last one ended. */
  Optional<Known> find(BucketId bucket) {
    return index.read(
        tables ->
            tables
                .buckets()
                .find(bucket)
                .map(BucketRow::id)
                .flatMap(
                    row ->
                        tables
                            .imports()
                            .find(row)
                            .map(last -> new Known(last, tables.imports().refused(row)))));
  }

  /** Ends the import of a bucket, if one runs; what it made stays. */
  void cancel(BucketId bucket) {
    Optional<Job> job = take(bucket);
    if (job.isPresent()) {
      job.get().end();
      noteCancelled(bucket);
    }
  }

  /** Another one may have begun meanwhile. */
  private synchronized void noteCancelled(BucketId bucket) {
    if (!jobs.containsKey(bucket)) {
      Instant now = index.wall().instant();
      find(bucket)
          .map(Known::last)
          .filter(last -> last.state() == State.RUNNING)
          .ifPresent(
              last -> note(bucket, last.ended(State.CANCELLED, Optional.empty(), now), List.of()));
    }
  }

  private synchronized Optional<Job> take(BucketId bucket) {
    return Optional.ofNullable(jobs.remove(bucket));
  }

  /** One that was cancelled may still end its page, and have another behind it. */
  private void noteIfWanted(
      BucketId bucket, CountDownLatch over, BucketImport now, List<String> refused) {
    if (isWanted(bucket, over)) {
      note(bucket, now, refused);
    }
  }

  private synchronized boolean isWanted(BucketId bucket, CountDownLatch over) {
    Job job = jobs.get(bucket);
    return job != null && job.over().equals(over);
  }

  private void note(BucketId bucket, BucketImport now, List<String> refused) {
    index.write(
        Durability.RELAXED,
        tables -> {
          Optional<Long> row = tables.buckets().find(bucket).map(BucketRow::id);
          row.ifPresent(
              each -> {
                tables.imports().put(each, now);
                tables.imports().refuse(each, refused);
              });
          return row;
        });
  }

  /** Ends those that run, which go on when the node starts again. */
  @Override
  public void close() {
    List<Job> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(jobs.values());
    }
    left.forEach(Job::end);
  }
}
