package io.horizonpush.fallback.fill;

import io.horizonpush.fallback.origin.KnownOrigins;
import io.horizonpush.fallback.origin.KnownOrigins.KnownOrigin;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginObject;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ListedOrigin;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Reading;
import io.horizonpush.s3.store.Source;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The questions which origin of a bucket has a key that is not known here. They are asked in their
 * order; all who ask for one key at the same time share the answer. That none has it is remembered
 * for seconds, so that a program that looks for something does not ask each time.
 *
 * <p>Only what an origin says is missing is missing. One that cannot be asked leaves it to the
 * others, and if none of them has it either, nobody knows; one that refuses is told at once.
 *
 * <p>Thread-safe; blocks its (virtual) thread.
 */
final class Lookups {

  /** How long nothing is asked about a key that no origin has. */
  static final Duration MISSING_FOR = Duration.ofSeconds(2);

  private static final int MOST_MISSING = 10_000;

  private final KnownOrigins origins;
  private final FirstAnswers answers;
  private final OriginRecords records;
  private final ReadCounts counts;
  private final Collapsed<Name, Optional<Hit>> asked = new Collapsed<>();

  /** When each was missing. */
  private final Map<Name, Long> missing =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Name, Long> eldest) {
          return size() > MOST_MISSING;
        }
      };

  Lookups(KnownOrigins origins, FirstAnswers answers, OriginRecords records, ReadCounts counts) {
    this.origins = origins;
    this.answers = answers;
    this.records = records;
    this.counts = counts;
  }

  /**
   * An object that an origin has.
   *
   * @param source where it is known from
   */
  record Hit(OriginId id, Source source, OriginObject object) {}

  /**
   * Asks for a key of which nothing is known, and learns what is found.
   *
   * @param reading of what is found
   * @return where it is known from
   * @throws S3Exception {@code ServiceUnavailable} when nobody can say
   */
  Optional<Source> learn(Bucket bucket, ObjectKey key, Reading reading) {
    Name name = new Name(bucket.id(), key);
    if (isMissing(name)) {
      return Optional.empty();
    }
    return asked.get(name, () -> learnFirst(bucket, name, reading)).map(Hit::source);
  }

  private Optional<Hit> learnFirst(Bucket bucket, Name name, Reading reading) {
    Optional<Hit> hit = first(bucket, name.key(), Optional.empty(), reading);
    hit.ifPresentOrElse(
        each -> records.learn(name, each.id(), each.object(), Optional.empty()), () -> note(name));
    return hit;
  }

  /**
   * The first of a bucket's origins that has a key.
   *
   * @param but one that is known not to have it
   * @param reading of what it has
   * @throws S3Exception when none says that it has it, and not all say that they have not
   */
  Optional<Hit> first(Bucket bucket, ObjectKey key, Optional<OriginId> but, Reading reading) {
    Optional<S3Exception> unknown = Optional.empty();
    for (ListedOrigin listed : bucket.configuration().origins().origins()) {
      if (but.filter(listed.id()::equals).isPresent()) {
        continue;
      }
      String name = listed.bucket();
      try {
        Optional<KnownOrigin> known = origins.find(bucket.id(), listed.id());
        if (known.isEmpty()) {
          unknown = unknown.or(() -> Optional.of(OriginErrors.noAccess()));
          continue;
        }
        name = known.get().name();
        Optional<OriginObject> object = ask(bucket, known.get(), key, reading);
        if (object.isPresent()) {
          return Optional.of(new Hit(listed.id(), known.get().source(), object.get()));
        }
      } catch (OriginException e) {
        S3Exception failure = OriginErrors.of(name, e);
        if (!leavesItToOthers(e.fault())) {
          throw failure;
        }
        unknown = unknown.or(() -> Optional.of(failure));
      }
    }
    if (unknown.isPresent()) {
      throw unknown.get();
    }
    return Optional.empty();
  }

  private Optional<OriginObject> ask(
      Bucket bucket, KnownOrigin known, ObjectKey key, Reading reading) {
    Optional<OriginObject> object = answers.find(bucket.id(), known, key, reading);
    counts.add(
        known.name(), object.isPresent() ? ReadCounts.Kind.FOUND : ReadCounts.Kind.MISSING, 1);
    return object;
  }

  private static boolean leavesItToOthers(OriginFault fault) {
    return fault.mayBeStoodInFor();
  }

  private boolean isMissing(Name name) {
    synchronized (missing) {
      return Optional.ofNullable(missing.get(name))
          .filter(since -> System.nanoTime() - since < MISSING_FOR.toNanos())
          .isPresent();
    }
  }

  private void note(Name name) {
    synchronized (missing) {
      missing.remove(name);
      missing.put(name, System.nanoTime());
    }
  }

  /** Forgets that a key was missing. */
  void forget(Name name) {
    synchronized (missing) {
      missing.remove(name);
    }
  }
}
