package io.horizonpush.fallback.fill;

import io.horizonpush.fallback.Origins;
import io.horizonpush.fallback.origin.KnownOrigins;
import io.horizonpush.fallback.origin.KnownOrigins.KnownOrigin;
import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginBudget;
import io.horizonpush.fallback.origin.OriginConnection;
import io.horizonpush.fallback.origin.OriginCredentials;
import io.horizonpush.fallback.origin.OriginDescription;
import io.horizonpush.fallback.origin.OriginLimits;
import io.horizonpush.fallback.origin.OriginPlace;
import io.horizonpush.fallback.origin.OriginReader;
import io.horizonpush.fallback.origin.OriginType;
import io.horizonpush.fallback.origin.Patience;
import io.horizonpush.fallback.origin.Secret;
import io.horizonpush.iroh.index.Clocks;
import io.horizonpush.iroh.store.IrohStores;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.BucketOrigins;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Freshness;
import io.horizonpush.s3.model.ListedOrigin;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.store.BodyMemory;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentSource;
import io.horizonpush.s3.store.LentOrigins;
import io.horizonpush.s3.store.MemberOrigins;
import io.horizonpush.s3.store.ObjectStore;
import io.horizonpush.s3.store.Source;
import io.horizonpush.s3.store.TestingObjects;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** The stores of a node as they really are, with origins behind them. */
final class ReadingNode implements AutoCloseable {

  private static final OriginLimits SHORT =
      new OriginLimits(Duration.ofSeconds(2), Duration.ofMillis(700), Duration.ofSeconds(3));

  private static final Patience PATIENCE =
      new Patience(3, 4, Duration.ofMillis(10), Duration.ofSeconds(1), 4096, Duration.ofSeconds(1));

  private final Origins origins;
  private final Patience patience;
  private final Map<OriginId, KnownOrigin> known = new ConcurrentHashMap<>();
  private final Set<BucketId> denied = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean hasRoom = new AtomicBoolean(true);
  private final BodyMemory memory = new BodyMemory(BodyMemory.SMALLEST);
  private final IrohStores stores;
  private final OriginReading reading;
  private final ObjectStore objects;

  /** A node that does not wait long for origins. */
  ReadingNode(Path directory) {
    this(directory, SHORT, PATIENCE);
  }

  ReadingNode(Path directory, OriginLimits limits, Patience patience) {
    this(directory, limits, patience, MemberOrigins.NONE);
  }

  /** A node that has other members. */
  ReadingNode(Path directory, MemberOrigins members) {
    this(directory, SHORT, PATIENCE, members);
  }

  private ReadingNode(
      Path directory, OriginLimits limits, Patience patience, MemberOrigins members) {
    this.origins = new Origins(limits);
    this.patience = patience;
    OriginReading[] made = new OriginReading[1];
    IrohStores[] opened = new IrohStores[1];
    stores =
        new IrohStores(
            directory,
            Clocks.SYSTEM,
            half -> {
              made[0] =
                  new OriginReading(
                      new Allowed(),
                      new OriginBodies.Stores(
                          half.content(),
                          memory,
                          _ -> hasRoom.get(),
                          () -> opened[0].stores().objects(),
                          id -> opened[0].stores().bucket(id),
                          members));
              return List.of(made[0].bodies());
            });
    opened[0] = stores;
    reading = made[0];
    objects = reading.over(stores.stores().objects());
  }

  /** The origins that are known, for buckets that may use them. */
  private final class Allowed implements KnownOrigins {

    @Override
    public Optional<KnownOrigin> find(BucketId bucket, OriginId id) {
      return denied.contains(bucket) ? Optional.empty() : Optional.ofNullable(known.get(id));
    }

    @Override
    public boolean knows(OriginId id) {
      return known.containsKey(id);
    }
  }

  /** What it has access to, for buckets that may use it. */
  KnownOrigins known() {
    return new Allowed();
  }

  /** Uses no origin for a bucket. */
  void deny(Bucket bucket) {
    denied.add(bucket.id());
  }

  /** What bodies from origins take, in bytes. */
  long memoryUsed() {
    return memory.used();
  }

  /** Has access to an origin that speaks S3. */
  KnownOrigin know(String name, URI url, String bucket, String prefix) {
    return know(name, url, bucket, prefix, new OriginCredentials.AccessKey("key", new Secret("s")));
  }

  KnownOrigin know(
      String name, URI url, String bucket, String prefix, OriginCredentials credentials) {
    return know(name, url, bucket, prefix, credentials, OriginBudget.UNLIMITED);
  }

  KnownOrigin know(
      String name,
      URI url,
      String bucket,
      String prefix,
      OriginCredentials credentials,
      OriginBudget budget) {
    Origin origin =
        origins.open(
            new OriginConnection(
                OriginDescription.of(
                    OriginDescription.Input.of(OriginType.S3, bucket)
                        .withEndpoint(url.toString())
                        .withPrefix(prefix)),
                credentials,
                true));
    return know(name, origin, budget);
  }

  /** Has access to an origin that is open. */
  KnownOrigin know(String name, Origin origin) {
    return know(name, origin, OriginBudget.UNLIMITED);
  }

  private KnownOrigin know(String name, Origin origin, OriginBudget budget) {
    KnownOrigin opened = new KnownOrigin(name, origin, new OriginReader(origin, budget, patience));
    known.put(origin.description().place().id(), opened);
    return opened;
  }

  /** Has no access any more. */
  void forget(KnownOrigin origin) {
    known.remove(origin.origin().description().place().id());
  }

  /** Whether it says that its disk has room. */
  void setRoom(boolean room) {
    hasRoom.set(room);
  }

  /** A bucket that stands before origins. */
  Bucket create(String name, Freshness freshness, KnownOrigin... before) {
    Bucket made = stores.stores().buckets().create(new BucketName(name), new Owner("o", "O"));
    stores
        .stores()
        .buckets()
        .setOrigins(
            made.id(),
            new BucketOrigins(
                Stream.of(before).map(ReadingNode::listed).toList(),
                BucketOrigins.Writes.WRITE_BACK,
                freshness));
    return stores.stores().bucket(made.id());
  }

  /** Sets what a listing of a bucket is while an origin is down. */
  void setListingWhenDown(Bucket bucket, BucketOrigins.ListingWhenDown what) {
    BucketOrigins set = bucket.configuration().origins();
    stores
        .stores()
        .buckets()
        .setOrigins(
            bucket.id(), new BucketOrigins(set.origins(), set.writes(), set.freshness(), what));
  }

  private static ListedOrigin listed(KnownOrigin origin) {
    OriginPlace place = origin.origin().description().place();
    return new ListedOrigin(
        place.type().toString(),
        place.endpoint().toString(),
        place.bucket(),
        false,
        place.prefix());
  }

  /** The objects as clients get them. */
  TestingObjects objects() {
    return new TestingObjects(objects);
  }

  /** The objects that are known here. */
  TestingObjects here() {
    return new TestingObjects(stores.stores().objects());
  }

  IrohStores stores() {
    return stores;
  }

  /** The versions of a key, as they travel. */
  List<ObjectVersion> versions(Bucket bucket, ObjectKey key) {
    return stores
        .index()
        .snapshot(
            tables ->
                tables.versions().of(tables.buckets().require(bucket.id()).id(), key).versions())
        .versions();
  }

  /** The bytes that origins have, whatever is here. */
  ContentSource atOrigins() {
    return reading.uncompared();
  }

  /** What it reads at origins for members. */
  LentOrigins lent() {
    return reading.lent();
  }

  ReadCounts counts() {
    return reading.counts();
  }

  /** Where a read of an object comes from. */
  Source source(Bucket bucket, ObjectKey key) {
    StoredVersion object = objects().require(bucket, key);
    List<Content> contents = objects.open(bucket, object, ByteRange.all(object.size()));
    Source source = contents.getFirst().source();
    Bytes.all(contents);
    return source;
  }

  @Override
  public void close() {
    stores.close();
    origins.close();
  }
}
