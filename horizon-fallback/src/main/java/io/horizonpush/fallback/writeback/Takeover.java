package io.horizonpush.fallback.writeback;

import io.horizonpush.fallback.origin.KnownOrigins.KnownOrigin;
import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginObject;
import io.horizonpush.fallback.origin.OwnMark;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.Confirmation;
import io.horizonpush.s3.model.ListedOrigin;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.store.AwaitedUploads;
import io.horizonpush.s3.store.AwaitedUploads.Awaited;
import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Change.Expectation;
import io.horizonpush.s3.store.Lookup;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What brings to origins what other members wrote and did not bring there in time: because they are
 * gone, or have no access. It looks there first. Who comes first in the members' order begins, and
 * each one behind it waits as much longer.
 *
 * <p>A virtual thread of its own. Thread-safe.
 */
public final class Takeover implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);

  /** What is read of the index at a time. */
  private static final int AT_ONCE = 16;

  private final WriteBack.Ground ground;
  private final WriteBack writeBack;
  private final Rule rule;
  private final Bell bell = new Bell();
  private volatile boolean closed;

  /**
   * What it goes by.
   *
   * @param patience how long a change is left to who made it, and then to each member
   */
  public record Rule(
      AwaitedUploads awaited, Uploaders uploaders, Duration patience, InstantSource clock) {}

  public Takeover(WriteBack.Ground ground, WriteBack writeBack, Rule rule) {
    this.ground = ground;
    this.writeBack = writeBack;
    this.rule = rule;
  }

  /** Begins. */
  public void start() {
    Thread.ofVirtual().name("horizon-takeover").start(this::run);
  }

  private void run() {
    while (!closed) {
      try {
        look();
      } catch (RuntimeException e) {
        if (!closed) {
          LOG.warn("what others are to upload cannot be looked at and is tried again", e);
        }
      }
      if (!bell.await(WriteBack.LOOKED_INTO)) {
        return;
      }
    }
  }

  /** Looks at what is due. */
  void look() {
    Instant due = rule.clock().instant().minus(rule.patience());
    for (BucketId bucket : rule.awaited().buckets()) {
      boolean goesOn = true;
      while (goesOn && !closed) {
        List<Awaited> some = rule.awaited().before(bucket, due, AT_ONCE);
        goesOn = look(ground.buckets().apply(bucket), some) && some.size() == AT_ONCE;
      }
    }
  }

  /** Tells whether it is worth while to go on. */
  private boolean look(Bucket bucket, List<Awaited> some) {
    Optional<OriginId> destination =
        bucket.configuration().origins().destination().map(ListedOrigin::id);
    if (destination.isEmpty()) {
      some.forEach(rule.awaited()::done); // The bucket writes nowhere any more.
      return true;
    }
    return !some.isEmpty() && look(bucket, destination.get(), some);
  }

  /** Without access it stays for the time when there is some. */
  private boolean look(Bucket bucket, OriginId id, List<Awaited> some) {
    try {
      Optional<Origin> origin = ground.origins().find(bucket.id(), id).map(KnownOrigin::origin);
      if (origin.isPresent()) {
        some.forEach(each -> look(bucket, origin.get(), each));
      }
      return origin.isPresent();
    } catch (OriginException e) {
      LOG.debug("an origin does not say what it has of others' uploads", e);
      return false;
    }
  }

  private void look(Bucket bucket, Origin origin, Awaited awaited) {
    Optional<ObjectVersion> known =
        switch (ground.objects().find(bucket, awaited.key())) {
          case Lookup.Present(StoredVersion version) -> Optional.of(version);
          case Lookup.Deleted(ObjectVersion version) -> Optional.of(version);
          case Lookup.Unknown _, Lookup.Foreign _ -> Optional.empty();
        };
    if (known.filter(version -> !isLearnt(bucket, version)).isEmpty()) {
      rule.awaited().done(awaited);
      return;
    }
    ObjectVersion version = known.get();
    Instant now = rule.clock().instant();
    int before = rule.uploaders().before(bucket.id(), awaited.key(), version.newest().writer());
    if (before > awaited.looks()) {
      rule.awaited().leave(awaited, now);
      return;
    }
    String there = origin.description().place().keyOf(awaited.key().value());
    Optional<OriginObject> found;
    try {
      found = origin.find(there);
    } catch (OriginException e) {
      rule.awaited().leave(awaited, now);
      throw e;
    }
    take(bucket, origin, version, there, found);
    rule.awaited().done(awaited);
  }

  /** What was learnt at an origin is there, or was, and nobody has to bring it there. */
  private static boolean isLearnt(Bucket bucket, ObjectVersion version) {
    return version
        .stored()
        .filter(
            each ->
                each.body() instanceof ObjectBody.Remote
                    || bucket.configuration().origins().teller(each).isPresent())
        .isPresent();
  }

  private void take(
      Bucket bucket,
      Origin origin,
      ObjectVersion version,
      String there,
      Optional<OriginObject> found) {
    OriginId id = origin.description().place().id();
    Optional<StoredVersion> stored = version.stored().filter(each -> !each.isRemoved());
    Optional<OwnMark> mark = found.flatMap(object -> object.mark(version.key()));
    boolean isThere =
        stored
            .filter(each -> mark.filter(own -> own.version().equals(each.id())).isPresent())
            .filter(each -> found.filter(object -> object.size() == each.size()).isPresent())
            .isPresent();
    if (isThere && hasTheBytes(found.get(), stored.get())) {
      OriginObject object = found.get();
      Confirmation confirmation =
          new Confirmation(id, there, object.tag(), object.size(), stored.get().etag().value());
      change(bucket, version, new Draft.Confirm(version.id(), confirmation));
    } else if (!isThere && (stored.isPresent() || found.isPresent())) {
      LOG.info("{} is brought to the origin {} for another member", version.key(), id);
      change(bucket, version, new Draft.Queue(version.id(), id, there, stored.isEmpty()));
      writeBack.wake();
    }
  }

  /** A mark is kept by whoever writes other bytes with what users said of those before. */
  private static boolean hasTheBytes(OriginObject object, StoredVersion version) {
    return object.tag().equals(version.etag().value())
        || object.checksums().stream().anyMatch(version.checksums()::contains);
  }

  private void change(Bucket bucket, ObjectVersion version, Draft draft) {
    boolean _ =
        ground
            .objects()
            .change(new Change(bucket.id(), version.key(), new Expectation.Anything(), draft))
            .isPresent();
  }

  @Override
  public void close() {
    closed = true;
    bell.ring();
  }
}
