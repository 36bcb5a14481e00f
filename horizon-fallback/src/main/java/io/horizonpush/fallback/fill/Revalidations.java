package io.horizonpush.fallback.fill;

import io.horizonpush.fallback.fill.OriginCopies.Copy;
import io.horizonpush.fallback.fill.Sightings.Said;
import io.horizonpush.fallback.fill.Sightings.Sighting;
import io.horizonpush.fallback.origin.KnownOrigins;
import io.horizonpush.fallback.origin.KnownOrigins.KnownOrigin;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginObject;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.Freshness;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.store.OriginVersions;
import io.horizonpush.s3.store.Reading;
import io.horizonpush.s3.store.Source;
import java.util.Optional;

/**
 * The questions whether an origin still has a version that is known here, asked as often as the
 * bucket's freshness wants.
 *
 * <p>What an origin replaced is learnt. What it has no more is not read while it says so, and kept:
 * a key that comes back there comes back here, and no mistake of an origin removes anything. Where
 * it cannot be asked, what is here is served, and marked.
 *
 * <p>Thread-safe; blocks its (virtual) thread.
 */
final class Revalidations {

  private final KnownOrigins origins;
  private final OriginCopies copies;
  private final OriginRecords records;
  private final Lookups lookups;
  private final Sightings sightings;
  private final ReadCounts counts;
  private final Collapsed<Sighted, Outcome> asked = new Collapsed<>();

  private record Sighted(Name name, StoredVersion version) {}

  /** What came of a question. */
  sealed interface Outcome {

    /** It is what is there, as far as anybody has to know. */
    record Current() implements Outcome {}

    /** It was, and nobody can be asked whether it still is. */
    record Stale() implements Outcome {}

    /**
     * There is something else, which was learnt.
     *
     * @param source where that is known from
     */
    record Changed(Source source) implements Outcome {}

    /** There is nothing any more. */
    record Gone() implements Outcome {}
  }

  Revalidations(
      KnownOrigins origins,
      OriginCopies copies,
      OriginRecords records,
      Lookups lookups,
      Sightings sightings,
      ReadCounts counts) {
    this.origins = origins;
    this.copies = copies;
    this.records = records;
    this.lookups = lookups;
    this.sightings = sightings;
    this.counts = counts;
  }

  /**
   * What a version that is here is for a reader.
   *
   * @throws io.horizonpush.s3.model.S3Exception when the origin refuses to say
   */
  Outcome check(Bucket bucket, StoredVersion version) {
    Name name = new Name(bucket.id(), version.key());
    Freshness freshness = bucket.configuration().origins().freshness();
    Optional<Sighting> seen = sightings.find(name, version.id());
    if (!OriginVersions.isListed(version) && isFresh(freshness, seen)) {
      return seen.filter(each -> each.said() == Said.GONE).isPresent()
          ? new Outcome.Gone()
          : new Outcome.Current();
    }
    Optional<Copy> copy = copies.settled(bucket, version);
    if (copy.isEmpty()) {
      sightings.note(name, version.id(), Said.THERE);
      return new Outcome.Current();
    }
    // Who wants to know it now is not told what somebody asked before that.
    return freshness instanceof Freshness.Always
        ? ask(bucket, name, version, copy.get())
        : asked.get(new Sighted(name, version), () -> ask(bucket, name, version, copy.get()));
  }

  /** Forgets what was said of a key that was written here. */
  void forget(Name name) {
    sightings.forget(name);
  }

  private static boolean isFresh(Freshness freshness, Optional<Sighting> seen) {
    Said said = seen.map(Sighting::said).orElse(Said.THERE);
    return switch (said) {
      case DOUBTED -> false;
      case GONE -> seen.filter(each -> each.isYounger(Lookups.MISSING_FOR)).isPresent();
      case THERE ->
          switch (freshness) {
            case Freshness.Immutable() -> true;
            case Freshness.Ttl(var time) -> seen.filter(each -> each.isYounger(time)).isPresent();
            case Freshness.Always() -> false;
          };
    };
  }

  private Outcome ask(Bucket bucket, Name name, StoredVersion version, Copy copy) {
    Optional<KnownOrigin> known;
    try {
      known = origins.find(bucket.id(), copy.origin());
    } catch (OriginException e) {
      return failed(copy.origin().toString(), version, e);
    }
    if (known.isEmpty() && OriginVersions.isListed(version)) {
      throw OriginErrors.noAccess();
    }
    return known
        .map(origin -> ask(bucket, name, version, copy, origin))
        .orElseGet(Outcome.Stale::new);
  }

  private Outcome ask(
      Bucket bucket, Name name, StoredVersion version, Copy copy, KnownOrigin known) {
    OriginObject object;
    try {
      counts.add(known.name(), ReadCounts.Kind.REVALIDATED, 1);
      OriginObject seen = known.reader().head(copy.key());
      if (copy.has(seen.tag()) && !OriginVersions.isListed(version)) {
        return stays(name, version);
      }
      object = known.reader().withTags(seen);
    } catch (OriginException e) {
      return e.fault() instanceof OriginFault.Missing
          ? gone(bucket, name, version, copy.origin())
          : failed(known.name(), version, e);
    }
    return replaced(name, version, copy.origin(), known.source(), object);
  }

  private Outcome stays(Name name, StoredVersion version) {
    sightings.note(name, version.id(), Said.THERE);
    return new Outcome.Current();
  }

  /** What was written here meanwhile is not replaced; it is looked at when it is read. */
  private Outcome replaced(
      Name name, StoredVersion version, OriginId id, Source source, OriginObject object) {
    boolean learnt = records.learn(name, id, object, Optional.of(version.id()));
    return learnt || OriginVersions.isListed(version)
        ? new Outcome.Changed(source)
        : stays(name, version);
  }

  private Outcome gone(Bucket bucket, Name name, StoredVersion version, OriginId from) {
    Optional<Lookups.Hit> elsewhere =
        lookups.first(bucket, name.key(), Optional.of(from), Reading.SOME);
    if (elsewhere.isPresent()) {
      Lookups.Hit hit = elsewhere.get();
      if (isMoved(bucket, version, hit)) {
        records.confirm(name, hit.id(), hit.object(), version);
        return stays(name, version);
      }
      return replaced(name, version, hit.id(), hit.source(), hit.object());
    }
    sightings.note(name, version.id(), Said.GONE);
    return new Outcome.Gone();
  }

  /** Whether another member brought it to the origin that its storage class names. */
  private static boolean isMoved(Bucket bucket, StoredVersion version, Lookups.Hit hit) {
    return hit.object().bears(version)
        && bucket
            .configuration()
            .origins()
            .destination(version.attributes().storageClass())
            .filter(origin -> origin.id().equals(hit.id()))
            .isPresent();
  }

  /** What was only listed stands in for nothing: half of what a reader is told is not known. */
  private Outcome failed(String origin, StoredVersion version, OriginException failure) {
    if (!failure.fault().mayBeStoodInFor() || OriginVersions.isListed(version)) {
      throw OriginErrors.of(origin, failure);
    }
    counts.add(origin, ReadCounts.Kind.STALE, 1);
    return new Outcome.Stale();
  }
}
