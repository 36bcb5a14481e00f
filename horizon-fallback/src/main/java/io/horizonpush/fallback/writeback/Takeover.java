package io.horizonpush.fallback.writeback;

import io.horizonpush.fallback.origin.KnownOrigins.KnownOrigin;
import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginObject;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketOrigins;
import io.horizonpush.s3.model.Confirmation;
import io.horizonpush.s3.model.ListedOrigin;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.StorageClass;
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
import java.util.ArrayList;
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
    BucketOrigins origins = bucket.configuration().origins();
    if (origins.destination().isEmpty()) {
      some.forEach(rule.awaited()::done); // The bucket writes nowhere any more.
      return true;
    }
    List<Origin> opened = opened(bucket);
    if (some.isEmpty() || opened.isEmpty()) {
      return false; // Without access it stays for the time when there is some.
    }
    try {
      some.forEach(each -> look(bucket, opened, each));
      return true;
    } catch (OriginException e) {
      LOG.debug("an origin does not say what it has of others' uploads", e);
      return false;
    }
  }

  /** The origins that the bucket writes to, as far as this node has access. */
  private List<Origin> opened(Bucket bucket) {
    List<Origin> opened = new ArrayList<>();
    for (ListedOrigin listed : bucket.configuration().origins().destinations()) {
      try {
        ground
            .origins()
            .find(bucket.id(), listed.id())
            .map(KnownOrigin::origin)
            .ifPresent(opened::add);
      } catch (OriginException e) {
        LOG.debug("an origin cannot be opened to see what it has of others' uploads", e);
      }
    }
    return opened;
  }

  private void look(Bucket bucket, List<Origin> opened, Awaited awaited) {
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
    Optional<Origin> destination = destination(bucket, opened, version);
    if (before > awaited.looks() || destination.isEmpty()) {
      rule.awaited().leave(awaited, now);
      return;
    }
    try {
      boolean isThere = take(bucket, destination.get(), version);
      for (Origin other : opened) {
        if (!id(other).equals(id(destination.get()))) {
          clear(bucket, other, version, isThere);
        }
      }
    } catch (OriginException e) {
      rule.awaited().leave(awaited, now);
      throw e;
    }
    rule.awaited().done(awaited);
  }

  private static Optional<Origin> destination(
      Bucket bucket, List<Origin> opened, ObjectVersion version) {
    return destination(bucket, version)
        .flatMap(id -> opened.stream().filter(each -> id(each).equals(id)).findFirst());
  }

  private static Optional<OriginId> destination(Bucket bucket, ObjectVersion version) {
    StorageClass of =
        version.isRemoved() ? StorageClass.STANDARD : version.attributes().storageClass();
    return bucket.configuration().origins().destination(of).map(ListedOrigin::id);
  }

  private static OriginId id(Origin origin) {
    return origin.description().place().id();
  }

  /**
   * What was learnt at an origin is there, or was, and nobody has to bring it there; unless it is
   * to go to another one.
   */
  private static boolean isLearnt(Bucket bucket, ObjectVersion version) {
    Optional<OriginId> teller = version.stored().flatMap(each -> teller(bucket, each));
    return teller.isPresent()
        && (version.attributes().storageClass().isStandard()
            || teller.equals(destination(bucket, version)));
  }

  private static Optional<OriginId> teller(Bucket bucket, StoredVersion version) {
    return version.body() instanceof ObjectBody.Remote remote
        ? Optional.of(remote.origin())
        : bucket.configuration().origins().teller(version).map(ListedOrigin::id);
  }

  /** Takes what is at the origin to which a key goes; tells whether that has the version. */
  private boolean take(Bucket bucket, Origin origin, ObjectVersion version) {
    String there = keyOf(origin, version);
    Optional<OriginObject> found = origin.find(there);
    Optional<StoredVersion> stored = stored(version);
    Optional<StoredVersion> at =
        stored.filter(each -> found.filter(o -> o.bears(each)).isPresent());
    if (at.isPresent()) {
      return at.filter(found.get()::hasBytesOf)
          .map(each -> confirm(bucket, origin, each, found.get()))
          .orElse(false);
    }
    if (stored.isPresent() || found.isPresent()) {
      LOG.info("{} is brought to the origin {} for another member", version.key(), id(origin));
      change(bucket, version, new Draft.Queue(version.id(), id(origin), there, stored.isEmpty()));
      writeBack.wake();
    }
    return false;
  }

  /**
   * Takes what is at an origin from which a key went: it is deleted there, behind the upload to
   * where it goes, for which it may be the only one.
   *
   * @param isThere whether that has it already
   */
  private void clear(Bucket bucket, Origin origin, ObjectVersion version, boolean isThere) {
    String there = keyOf(origin, version);
    Optional<OriginObject> found = origin.find(there);
    boolean isSame =
        stored(version)
            .filter(each -> found.filter(o -> o.hasBytesOf(each)).isPresent())
            .isPresent();
    boolean isOurs = found.flatMap(object -> object.mark(version.key())).isPresent();
    if (!isOurs && !isSame) {
      return; // Somebody else's.
    }
    if (isSame && !isThere) {
      boolean _ = confirm(bucket, origin, stored(version).get(), found.get());
    }
    change(bucket, version, new Draft.Queue(version.id(), id(origin), there, true));
    writeBack.wake();
  }

  private boolean confirm(
      Bucket bucket, Origin origin, StoredVersion version, OriginObject object) {
    Confirmation confirmation =
        new Confirmation(
            id(origin), object.key(), object.tag(), object.size(), version.etag().value());
    change(bucket, version, new Draft.Confirm(version.id(), confirmation));
    return true;
  }

  private static Optional<StoredVersion> stored(ObjectVersion version) {
    return version.stored().filter(each -> !each.isRemoved());
  }

  private static String keyOf(Origin origin, ObjectVersion version) {
    return origin.description().place().keyOf(version.key().value());
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
