package io.horizonpush.fallback.writeback;

import io.horizonpush.fallback.fill.OriginBodies;
import io.horizonpush.fallback.fill.OriginReading;
import io.horizonpush.fallback.origin.KnownOrigins;
import io.horizonpush.fallback.origin.KnownOrigins.KnownOrigin;
import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginBudget;
import io.horizonpush.fallback.origin.OriginPlace;
import io.horizonpush.fallback.origin.OriginReader;
import io.horizonpush.fallback.origin.Patience;
import io.horizonpush.iroh.index.Clocks;
import io.horizonpush.iroh.index.SecretBox;
import io.horizonpush.iroh.store.IrohStores;
import io.horizonpush.iroh.store.NodeStores;
import io.horizonpush.iroh.store.TestingVersions;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.BucketOrigins;
import io.horizonpush.s3.model.BucketOrigins.Writes;
import io.horizonpush.s3.model.Freshness;
import io.horizonpush.s3.model.KeyVersions;
import io.horizonpush.s3.model.ListedOrigin;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.StorageClass;
import io.horizonpush.s3.store.Arrival;
import io.horizonpush.s3.store.BlobStore.Eviction;
import io.horizonpush.s3.store.BodyMemory;
import io.horizonpush.s3.store.MemberOrigins;
import io.horizonpush.s3.store.OriginJournal;
import io.horizonpush.s3.store.TestingObjects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A member of a bucket that stands before an origin, with real records. What it hears of the others
 * a test brings. Its bodies are so short that they come with their records.
 */
final class CloudMember implements AutoCloseable {

  private static final SecretBox BOX = new SecretBox(new SecretKeySpec(new byte[32], "AES"));

  private final Path directory;
  private final InstantSource wall;
  private final List<Origin> origins;
  private final Uploaders uploaders;
  private IrohStores opened;
  private final OriginReading[] reading = new OriginReading[1];
  private Bucket bucket;
  private @Nullable WriteBack writeBack;

  /** Whether it has access to the origin. */
  volatile boolean hasAccess = true;

  CloudMember(Path directory, InstantSource wall, Origin origin, Uploaders uploaders) {
    this(directory, wall, List.of(origin), uploaders);
  }

  /**
   * @param origins of which the second, if there is one, has what is of the class {@code GLACIER}
   */
  CloudMember(Path directory, InstantSource wall, List<Origin> origins, Uploaders uploaders) {
    this.directory = directory;
    this.wall = wall;
    this.origins = origins;
    this.uploaders = uploaders;
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    open();
    bucket = stores().buckets().create(new BucketName("bucket"), new Owner("o", "O"));
    List<ListedOrigin> listed = origins.stream().map(CloudMember::listed).toList();
    BucketOrigins set = new BucketOrigins(listed, Writes.WRITE_BACK, new Freshness.Always());
    Map<StorageClass, OriginId> classes =
        listed.stream()
            .skip(1)
            .collect(Collectors.toMap(_ -> new StorageClass("GLACIER"), ListedOrigin::id));
    stores().buckets().setOrigins(bucket.id(), set.withClasses(classes));
    bucket = stores().bucket(bucket.id());
  }

  private static ListedOrigin listed(Origin origin) {
    OriginPlace place = origin.description().place();
    return new ListedOrigin(
        place.type().toString(),
        place.endpoint().toString(),
        place.bucket(),
        false,
        place.prefix());
  }

  private void open() {
    opened =
        new IrohStores(
            directory,
            new Clocks(wall, Clocks.SYSTEM.running()),
            half -> {
              reading[0] =
                  new OriginReading(
                      origins(),
                      new OriginBodies.Stores(
                          half.content(),
                          new BodyMemory(BodyMemory.SMALLEST),
                          _ -> true,
                          () -> stores().objects(),
                          id -> stores().bucket(id),
                          MemberOrigins.NONE));
              return List.of(reading[0].bodies());
            });
  }

  /** Ends and begins again. */
  void restart() {
    boolean wasStarted = isStarted();
    stop();
    opened.close();
    open();
    if (wasStarted) {
      start();
    }
  }

  private NodeStores stores() {
    return opened.stores();
  }

  Bucket bucket() {
    return bucket;
  }

  /** The objects that are known here. */
  TestingObjects objects() {
    return new TestingObjects(stores().objects());
  }

  /** The objects as clients get them. */
  TestingObjects clients() {
    return new TestingObjects(reading[0].over(stores().objects()));
  }

  KeyVersions versions(ObjectKey key) {
    return opened
        .index()
        .snapshot(
            tables ->
                tables.versions().of(tables.buckets().require(bucket.id()).id(), key).versions());
  }

  /** Whether bytes of an object are gone from here. */
  boolean evict(ObjectKey key) {
    stores().upkeep().run();
    return objects().require(bucket, key).body().parts().stream()
        .allMatch(part -> opened.content().evict(part.blob()) instanceof Eviction.Evicted);
  }

  /** Hears what another member has of some keys. */
  void pull(CloudMember other, Collection<ObjectKey> keys) {
    List<Arrival> news =
        keys.stream()
            .flatMap(key -> other.versions(key).versions().stream())
            .map(TestingVersions::arrival)
            .toList();
    var _ = stores().objects().merge(bucket.id(), news);
  }

  OriginJournal journal() {
    return stores().originJournal(BOX);
  }

  /** Whether nothing of others is awaited. */
  boolean awaitsNothing() {
    return stores().awaitedUploads().buckets().isEmpty();
  }

  /** Begins to upload. */
  void start() {
    WriteBack started = new WriteBack(ground());
    writeBack = started;
    started.start();
  }

  boolean isStarted() {
    return writeBack != null;
  }

  void stop() {
    if (writeBack != null) {
      writeBack.close();
      writeBack = null;
    }
  }

  /** Tries everything that was put off. */
  void retry() {
    WriteBack running = writeBack;
    if (running != null) {
      origins.forEach(origin -> running.retry(origin.description().place().id()));
    }
  }

  /** Looks after what others were to bring there for so long. */
  void takeOver(Duration patience) {
    WriteBack running = writeBack == null ? new WriteBack(ground()) : writeBack;
    Takeover.Rule rule = new Takeover.Rule(stores().awaitedUploads(), uploaders, patience, wall);
    try (Takeover takeover = new Takeover(ground(), running, rule)) {
      takeover.look();
    }
  }

  private Optional<KnownOrigin> known(OriginId id) {
    return origins.stream()
        .filter(origin -> hasAccess && origin.description().place().id().equals(id))
        .findFirst()
        .map(
            origin ->
                new KnownOrigin(
                    "there",
                    origin,
                    new OriginReader(origin, OriginBudget.UNLIMITED, Patience.USUAL)));
  }

  private KnownOrigins origins() {
    return new KnownOrigins() {
      @Override
      public Optional<KnownOrigin> find(BucketId bucket, OriginId id) {
        return known(id);
      }

      @Override
      public boolean knows(OriginId id) {
        return known(id).isPresent();
      }
    };
  }

  private WriteBack.Ground ground() {
    return new WriteBack.Ground(
        journal(), stores().objects(), id -> stores().bucket(id), origins());
  }

  @Override
  public void close() {
    stop();
    opened.close();
  }
}
