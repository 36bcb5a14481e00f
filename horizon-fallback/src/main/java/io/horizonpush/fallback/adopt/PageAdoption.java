package io.horizonpush.fallback.adopt;

import io.horizonpush.fallback.origin.KnownOrigins.KnownOrigin;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginObject;
import io.horizonpush.fallback.origin.OriginPage;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.store.BucketImport.Counts;
import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Change.Expectation;
import io.horizonpush.s3.store.Lookup;
import io.horizonpush.s3.store.OriginVersions;
import io.horizonpush.s3.store.Records;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * The records of a page of an origin's keys, made all at once, so that they share commits. Nothing
 * that is known here, or was deleted, is replaced. A page that failed, or was stopped, is gone on
 * with. Confined to one thread, but for its own.
 */
final class PageAdoption {

  /** Objects that an origin is asked about at the same time. */
  private static final int ASKED_AT_ONCE = 32;

  private final KnownOrigin origin;
  private final OriginId id;
  private final Records records;
  private final Bucket bucket;
  private final boolean describe;
  private final BooleanSupplier stopped;
  private final Semaphore asking = new Semaphore(ASKED_AT_ONCE);

  /** Of the page at hand, by the keys there. */
  private final Map<String, Outcome> outcomes = new ConcurrentHashMap<>();

  /** Whether the page at hand is given up. */
  private volatile boolean failed;

  private enum Outcome {
    LEARNT,
    KNOWN,
    REFUSED,
    GONE,
    LEFT
  }

  /**
   * What came of a page.
   *
   * @param refused keys there that can be none here
   */
  record Adopted(Counts counts, List<String> refused) {}

  /**
   * @param describe whether the origin is asked about each object
   * @param stopped whether what is left of a page is to be left
   */
  PageAdoption(
      KnownOrigin origin,
      Records records,
      Bucket bucket,
      boolean describe,
      BooleanSupplier stopped) {
    this.origin = origin;
    this.id = origin.origin().description().place().id();
    this.records = records;
    this.bucket = bucket;
    this.describe = describe;
    this.stopped = stopped;
  }

  /**
   * Makes the records of a page.
   *
   * @return nothing where it was stopped before all were made
   * @throws OriginException what the origin fails with
   * @throws S3Exception what the records fail with
   */
  Optional<Adopted> adopt(OriginPage page) {
    failed = false;
    boolean isWhole = true;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Outcome>> done =
          page.entries().stream().map(entry -> threads.submit(() -> adoptOnce(entry))).toList();
      for (Future<Outcome> each : done) {
        isWhole &= await(each) != Outcome.LEFT;
      }
    }
    return isWhole ? Optional.of(adopted(page)) : Optional.empty();
  }

  private Adopted adopted(OriginPage page) {
    Adopted adopted =
        new Adopted(
            new Counts(
                page.entries().size(),
                count(Outcome.LEARNT),
                count(Outcome.KNOWN),
                count(Outcome.REFUSED)),
            outcomes.entrySet().stream()
                .filter(each -> each.getValue() == Outcome.REFUSED)
                .map(Map.Entry::getKey)
                .sorted()
                .toList());
    outcomes.clear();
    return adopted;
  }

  private long count(Outcome which) {
    return outcomes.values().stream().filter(which::equals).count();
  }

  private Outcome await(Future<Outcome> done) {
    try {
      return done.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw S3Exception.slowDown();
    } catch (ExecutionException e) {
      failed = true;
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  private Outcome adoptOnce(OriginPage.Entry entry) {
    Outcome before = outcomes.get(entry.key());
    if (before != null) {
      return before;
    }
    Outcome now = isLeft() ? Outcome.LEFT : adopt(entry);
    if (now != Outcome.LEFT) {
      outcomes.put(entry.key(), now);
    }
    return now;
  }

  /** Whether nothing more is to be done for the page at hand. */
  private boolean isLeft() {
    return failed || stopped.getAsBoolean();
  }

  private Outcome adopt(OriginPage.Entry entry) {
    Optional<ObjectKey> key = keyOf(entry);
    return key.map(each -> adopt(entry, each)).orElse(Outcome.REFUSED);
  }

  private Optional<ObjectKey> keyOf(OriginPage.Entry entry) {
    String prefix = origin.origin().description().place().prefix();
    try {
      return entry.key().startsWith(prefix)
          ? Optional.of(new ObjectKey(entry.key().substring(prefix.length())))
          : Optional.empty();
    } catch (S3Exception e) {
      return Optional.empty();
    }
  }

  private Outcome adopt(OriginPage.Entry entry, ObjectKey key) {
    return switch (records.find(bucket, key)) {
      case Lookup.Unknown _ -> learn(entry, key, Optional.empty());
      case Lookup.Present(StoredVersion there) when describe && OriginVersions.isListed(there) ->
          learn(entry, key, Optional.of(there.id()));
      case Lookup.Present _, Lookup.Deleted _, Lookup.Foreign _ -> Outcome.KNOWN;
    };
  }

  private Outcome learn(OriginPage.Entry entry, ObjectKey key, Optional<VersionId> instead) {
    if (!describe) {
      return learn(entry.version(id, key), instead);
    }
    asking.acquireUninterruptibly();
    Optional<OriginObject> object;
    try {
      if (isLeft()) {
        return Outcome.LEFT;
      }
      object = find(entry.key());
    } finally {
      asking.release();
    }
    return object.map(each -> learn(each.version(id, key), instead)).orElse(Outcome.GONE);
  }

  private Outcome learn(StoredVersion version, Optional<VersionId> instead) {
    Draft learn = new Draft.Learn(version, instead);
    Change change = new Change(bucket.id(), version.key(), new Expectation.Anything(), learn);
    return records.change(change).isPresent() ? Outcome.LEARNT : Outcome.KNOWN;
  }

  private Optional<OriginObject> find(String key) {
    try {
      return Optional.of(origin.reader().describe(key));
    } catch (OriginException e) {
      if (e.fault() instanceof OriginFault.Missing) {
        return Optional.empty();
      }
      failed = true;
      throw e;
    }
  }
}
