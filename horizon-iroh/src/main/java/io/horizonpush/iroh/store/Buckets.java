package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.BucketTable.DoomedBucket;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Mutation;
import io.horizonpush.iroh.index.SettingTable.SettingRow;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.replica.BucketReplicas;
import io.horizonpush.iroh.replica.ReplicaException;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Version;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
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
  private final long writer;

  /**
   * What requests ask for most, by name. An entry is removed after the change that makes it wrong
   * is committed and before that is answered, so that whoever was answered sees the change.
   */
  private final ConcurrentMap<BucketName, Known> known = new ConcurrentHashMap<>();

  /**
   * @param writer the first 8 bytes of this node's id
   */
  Buckets(Index index, BucketReplicas replicas, Backlog backlog, long writer) {
    this.index = index;
    this.replicas = replicas;
    this.backlog = backlog;
    this.writer = writer;
  }

  private record Known(BucketRow row, Bucket bucket) {

    static Known of(Tables tables, BucketRow row) {
      return new Known(row, row.bucket(tables.settings().of(row.id())));
    }
  }

  Bucket create(BucketName name, Owner owner, Map<BucketSetting, String> settings) {
    find(name).ifPresent(existing -> refuse(name, existing.owner(), owner));
    ReplicaId replica = newReplica();
    boolean created = false;
    try {
      Bucket bucket =
          index.write(Durability.STRICT, tables -> create(tables, name, owner, settings, replica));
      settings.forEach((setting, document) -> backlog.added());
      created = true;
      return bucket;
    } finally {
      known.remove(name);
      if (!created) {
        discard(replica);
      }
    }
  }

  private Bucket create(
      Tables tables,
      BucketName name,
      Owner owner,
      Map<BucketSetting, String> settings,
      ReplicaId replica) {
    tables.buckets().find(name).ifPresent(row -> refuse(name, row.owner(), owner));
    Instant now = new Version(tables.clock().tick(), writer).time();
    Bucket made = new Bucket(name, owner, now, Durability.STRICT, settings);
    tables.buckets().insert(made, replica);
    BucketRow row = tables.buckets().require(name);
    settings.forEach((setting, document) -> put(tables, row, setting, Optional.of(document)));
    return made;
  }

  private void put(
      Tables tables, BucketRow bucket, BucketSetting setting, Optional<String> document) {
    Version version = new Version(tables.clock().tick(), writer);
    tables.settings().put(bucket, new SettingRow(setting.storedName(), version, document));
  }

  void configure(BucketName name, BucketSetting setting, Optional<String> document) {
    backlog.awaitRoom();
    change(
        name,
        tables -> {
          BucketRow row = tables.buckets().require(name);
          put(tables, row, setting, document);
          return row;
        });
    backlog.added();
  }

  private BucketRow change(BucketName name, Mutation<BucketRow> mutation) {
    try {
      return index.write(Durability.STRICT, mutation);
    } finally {
      known.remove(name);
    }
  }

  Optional<Bucket> find(BucketName name) {
    return known(name).map(Known::bucket);
  }

  private Optional<Known> known(BucketName name) {
    return Optional.ofNullable(
        known.computeIfAbsent(
            name,
            each ->
                index
                    .read(tables -> tables.buckets().find(each).map(row -> Known.of(tables, row)))
                    .orElse(null)));
  }

  /**
   * The row of a bucket.
   *
   * @throws S3Exception {@code NoSuchBucket}
   */
  BucketRow require(BucketName name) {
    return known(name).map(Known::row).orElseThrow(() -> S3Exception.noSuchBucket(name));
  }

  List<Bucket> all() {
    return index.read(
        tables ->
            tables.buckets().all().stream().map(row -> Known.of(tables, row).bucket()).toList());
  }

  /**
   * What a bucket promises its writers.
   *
   * @throws S3Exception {@code NoSuchBucket}
   */
  Durability durability(BucketName name) {
    return require(name).durability();
  }

  void setDurability(BucketName name, Durability durability) {
    change(
        name,
        tables -> {
          BucketRow row = tables.buckets().require(name);
          tables.buckets().setDurability(row.id(), durability);
          return row;
        });
  }

  void delete(BucketName name) {
    BucketRow deleted =
        change(
            name,
            tables -> {
              BucketRow row = tables.buckets().require(name);
              if (!tables.objects().isEmpty(row.id())) {
                throw new S3Exception(
                        S3ErrorCode.BUCKET_NOT_EMPTY, "The bucket you tried to delete is not empty")
                    .with("BucketName", name.value());
              }
              tables.buckets().doom(row);
              return row;
            });
    try {
      sweep(new DoomedBucket(deleted.id(), deleted.replica()));
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
            tables.settings().removeAll(id);
            tables.buckets().forget(bucket);
            return bucket;
          });
    } finally {
      sweep.unlock();
    }
  }

  private ReplicaId newReplica() {
    try {
      return replicas.create().id();
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

  private static void refuse(BucketName name, Owner existing, Owner owner) {
    if (existing.id().equals(owner.id())) {
      throw new S3Exception(
              S3ErrorCode.BUCKET_ALREADY_OWNED_BY_YOU,
              "Your previous request to create the named bucket succeeded and you already own it.")
          .with("BucketName", name.value());
    }
    throw new S3Exception(
            S3ErrorCode.BUCKET_ALREADY_EXISTS,
            "The requested bucket name is not available. Please select a different name and try again.")
        .with("BucketName", name.value());
  }
}
