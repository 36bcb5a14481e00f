package io.horizonpush.iroh.publish;

import io.horizonpush.iroh.replica.BucketReplica;
import io.horizonpush.iroh.replica.BucketReplicas;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.DocumentSecret;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.iroh.replica.SignedEntry;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.LocalState;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.store.Arrival;
import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.Lookup;
import io.horizonpush.s3.store.ObjectListing;
import io.horizonpush.s3.store.Records;
import io.horizonpush.s3.store.VersionListing;
import io.horizonpush.s3.store.VersionQuery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The steps of whoever changes documents and records in order, of which one kills it: just before
 * it happens, amid it, or just after. Everything else goes through to real stores. Thread-safe.
 */
public final class FailingAt {

  private final AtomicInteger points = new AtomicInteger();
  private final int fatal;

  /**
   * @param fatal the point that kills, counted from 1
   */
  public FailingAt(int fatal) {
    this.fatal = fatal;
  }

  /** Whether the fatal point was reached; from then on nothing works. */
  public boolean killed() {
    return points.get() >= fatal;
  }

  private <T> T step(Supplier<T> action) {
    point();
    T result = action.get();
    point();
    return result;
  }

  private void point() {
    if (points.incrementAndGet() >= fatal) {
      throw new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE, "killed by the test");
    }
  }

  public BucketReplicas replicas(BucketReplicas real) {
    return new BucketReplicas() {
      @Override
      public NewReplica create() {
        return step(real::create);
      }

      @Override
      public ReplicaId idOf(DocumentSecret secret) {
        return real.idOf(secret);
      }

      @Override
      public List<ReplicaId> list() {
        return real.list();
      }

      @Override
      public BucketReplica open(ReplicaId id, DocumentSecret secret) {
        return replica(step(() -> real.open(id, secret)));
      }

      @Override
      public BucketReplica open(ReplicaId id) {
        return replica(step(() -> real.open(id)));
      }

      @Override
      public BucketReplica follow(ReplicaId id) {
        return replica(step(() -> real.follow(id)));
      }

      @Override
      public void keep(ReplicaId id, byte tag) {
        real.keep(id, tag);
      }

      @Override
      public void delete(ReplicaId id) {
        real.delete(id);
      }

      @Override
      public void close() {
        real.close();
      }
    };
  }

  private BucketReplica replica(BucketReplica real) {
    return new BucketReplica() {
      @Override
      public ReplicaId id() {
        return real.id();
      }

      @Override
      public Set<DocumentKey> put(List<NewEntry> entries) {
        point();
        Set<DocumentKey> waiting = new HashSet<>(real.put(entries.subList(0, entries.size() / 2)));
        point();
        waiting.addAll(real.put(entries.subList(entries.size() / 2, entries.size())));
        point();
        return waiting;
      }

      @Override
      public List<Optional<SignedEntry>> signed(List<Name> names) {
        return real.signed(names);
      }

      @Override
      public List<Taken> take(List<SignedEntry> entries) {
        point();
        List<Taken> all = new ArrayList<>(real.take(entries.subList(0, entries.size() / 2)));
        point();
        all.addAll(real.take(entries.subList(entries.size() / 2, entries.size())));
        point();
        return all;
      }

      @Override
      public List<Entry> get(DocumentKey key) {
        return real.get(key);
      }

      @Override
      public void forEach(Consumer<Entry> action) {
        real.forEach(action);
      }

      @Override
      public void flush() {
        step(
            () -> {
              real.flush();
              return real;
            });
      }

      @Override
      public void close() {
        real.close();
      }
    };
  }

  public Records records(Records real) {
    return new Records() {
      @Override
      public List<Arrival> merge(BucketId bucket, List<Arrival> arrivals) {
        int half = arrivals.size() / 2;
        List<Arrival> passedOver = new ArrayList<>(real.merge(bucket, arrivals.subList(0, half)));
        point();
        passedOver.addAll(real.merge(bucket, arrivals.subList(half, arrivals.size())));
        point();
        return passedOver;
      }

      @Override
      public Lookup find(Bucket bucket, ObjectKey key) {
        return real.find(bucket, key);
      }

      @Override
      public Lookup find(Bucket bucket, ObjectKey key, VersionName version) {
        return real.find(bucket, key, version);
      }

      @Override
      public Optional<ObjectVersion> change(Change change) {
        return real.change(change);
      }

      @Override
      public ObjectListing list(Bucket bucket, ListQuery query) {
        return real.list(bucket, query);
      }

      @Override
      public VersionListing listVersions(Bucket bucket, VersionQuery query) {
        return real.listVersions(bucket, query);
      }

      @Override
      public Optional<LocalState> local(Bucket bucket, ObjectKey key, VersionId version) {
        return real.local(bucket, key, version);
      }
    };
  }
}
