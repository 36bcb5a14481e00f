package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.BucketTable.DoomedBucket;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.replica.BucketReplicas;
import io.horizonpush.iroh.replica.ReplicaException;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The buckets, each with its document.
 *
 * <p>A document is made before its bucket's row and removed after it, so a row always has one.
 * Deleting moves the row aside at once; a sweep removes what belonged to it in small steps, and
 * begins again after a crash. Thread-safe; blocks its (virtual) thread.
 */
final class Buckets {

  private static final Logger LOG = LoggerFactory.getLogger(Buckets.class);

  /** Rows that one mutation of a sweep removes: few enough for others to get between. */
  private static final int SWEEP_STEP = 1000;

  private final Index index;
  private final BucketReplicas replicas;
  private final Backlog backlog;
  private final ReentrantLock sweep = new ReentrantLock();

  Buckets(Index index, BucketReplicas replicas, Backlog backlog) {
    this.index = index;
    this.replicas = replicas;
    this.backlog = backlog;
  }

  Bucket create(BucketName name, Owner owner) {
    find(name).ifPresent(existing -> refuse(existing, owner));
    ReplicaId replica = newReplica();
    boolean created = false;
    try {
      Bucket bucket =
          index.write(
              Durability.STRICT,
              tables -> {
                tables.buckets().find(name).ifPresent(row -> refuse(row.bucket(), owner));
                Instant now = new io.horizonpush.s3.model.Version(tables.clock().tick(), 0).time();
                Bucket made = new Bucket(name, owner, now, Durability.STRICT);
                tables.buckets().insert(made, replica);
                return made;
              });
      created = true;
      return bucket;
    } finally {
      if (!created) {
        discard(replica);
      }
    }
  }

  Optional<Bucket> find(BucketName name) {
    return index.read(tables -> tables.buckets().find(name)).map(BucketRow::bucket);
  }

  List<Bucket> all() {
    return index.read(tables -> tables.buckets().all()).stream().map(BucketRow::bucket).toList();
  }

  /**
   * What a bucket promises its writers.
   *
   * @throws S3Exception {@code NoSuchBucket}
   */
  Durability durability(BucketName name) {
    return index.read(tables -> tables.buckets().require(name)).bucket().durability();
  }

  void setDurability(BucketName name, Durability durability) {
    index.write(
        Durability.STRICT,
        tables -> {
          tables.buckets().setDurability(tables.buckets().require(name).id(), durability);
          return durability;
        });
  }

  void delete(BucketName name) {
    DoomedBucket doomed =
        index.write(
            Durability.STRICT,
            tables -> {
              BucketRow row = tables.buckets().require(name);
              if (!tables.objects().isEmpty(row.id())) {
                throw new S3Exception(
                        S3ErrorCode.BUCKET_NOT_EMPTY, "The bucket you tried to delete is not empty")
                    .with("BucketName", name.value());
              }
              tables.buckets().doom(row);
              return new DoomedBucket(row.id(), row.replica());
            });
    try {
      sweep(doomed);
    } catch (RuntimeException e) {
      // The bucket is gone for every client; the next start sweeps again.
      LOG.warn("What bucket {} left behind is removed at the next start", name, e);
    }
  }

  /**
   * Finds what crashes left behind: deleted buckets that were not swept, and documents whose bucket
   * was not made. To be called before a bucket can be made, since its document looks the same.
   *
   * @return removes it, beside the requests
   */
  Runnable leftovers() {
    List<DoomedBucket> doomed = index.read(tables -> tables.buckets().doomed());
    Set<ReplicaId> known = new HashSet<>();
    doomed.forEach(bucket -> known.add(bucket.replica()));
    index.read(tables -> tables.buckets().all()).forEach(row -> known.add(row.replica()));
    List<ReplicaId> strays =
        replicas.list().stream().filter(replica -> !known.contains(replica)).toList();
    return () -> {
      doomed.forEach(bucket -> removeAtStart("deleted bucket " + bucket.id(), () -> sweep(bucket)));
      strays.forEach(stray -> removeAtStart("document " + stray, () -> removeStray(stray)));
    };
  }

  private static void removeAtStart(String what, Runnable removal) {
    try {
      removal.run();
    } catch (RuntimeException e) {
      LOG.warn("What a crash left of {} is removed at the next start", what, e);
    }
  }

  /** A document that holds something is no leftover: the index may be the one that is wrong. */
  private void removeStray(ReplicaId stray) {
    AtomicBoolean empty = new AtomicBoolean(true);
    replicas.open(stray).forEach(entry -> empty.set(false));
    if (empty.get()) {
      replicas.delete(stray);
    } else {
      LOG.warn("Document {} belongs to no bucket; it has entries and is kept", stray);
    }
  }

  private void sweep(DoomedBucket bucket) {
    sweep.lock();
    try {
      long id = bucket.id();
      backlog.removed(index.write(Durability.RELAXED, tables -> tables.outbox().removeAll(id)));
      boolean more = true;
      while (more) {
        more =
            index.write(
                Durability.RELAXED,
                tables ->
                    tables.uploads().removeOne(id)
                        || tables.objects().removeTombstones(id, SWEEP_STEP) > 0
                        || tables.published().removeSome(id, SWEEP_STEP) > 0);
      }
      replicas.delete(bucket.replica());
      index.write(
          Durability.STRICT,
          tables -> {
            tables.buckets().forget(bucket);
            return bucket;
          });
    } finally {
      sweep.unlock();
    }
  }

  private ReplicaId newReplica() {
    try {
      return replicas.create();
    } catch (ReplicaException e) {
      throw new S3Exception(
          S3ErrorCode.SERVICE_UNAVAILABLE, "The bucket's document could not be made.", e);
    }
  }

  private void discard(ReplicaId replica) {
    try {
      replicas.delete(replica);
    } catch (ReplicaException e) {
      LOG.warn("Document {} of a bucket that was not made stays behind", replica, e);
    }
  }

  private static void refuse(Bucket existing, Owner owner) {
    if (existing.owner().id().equals(owner.id())) {
      throw new S3Exception(
              S3ErrorCode.BUCKET_ALREADY_OWNED_BY_YOU,
              "Your previous request to create the named bucket succeeded and you already own it.")
          .with("BucketName", existing.name().value());
    }
    throw new S3Exception(
            S3ErrorCode.BUCKET_ALREADY_EXISTS,
            "The requested bucket name is not available. Please select a different name and try again.")
        .with("BucketName", existing.name().value());
  }
}
