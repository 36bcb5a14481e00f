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
import io.horizonpush.s3.store.Arrival;
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
import java.util.Optional;
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
  private final Origin origin;
  private final Uploaders uploaders;
  private IrohStores opened;
  private final OriginReading[] reading = new OriginReading[1];
  private Bucket bucket;
  private @Nullable WriteBack writeBack;

  /** Whether it has access to the origin. */
  volatile boolean hasAccess = true;

  CloudMember(Path directory, InstantSource wall, Origin origin, Uploaders uploaders) {
    this.directory = directory;
    this.wall = wall;
    this.origin = origin;
    this.uploaders = uploaders;
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    open();
    bucket = stores().buckets().create(new BucketName("bucket"), new Owner("o", "O"));
    OriginPlace place = origin.description().place();
    ListedOrigin listed =
        new ListedOrigin(
            place.type().toString(),
            place.endpoint().toString(),
            place.bucket(),
            false,
            place.prefix());
    stores()
        .buckets()
        .setOrigins(
            bucket.id(),
            new BucketOrigins(List.of(listed), Writes.WRITE_BACK, new Freshness.Always()));
    bucket = stores().bucket(bucket.id());
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
    if (writeBack != null) {
      writeBack.retry(id());
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

  private OriginId id() {
    return origin.description().place().id();
  }

  private Optional<KnownOrigin> known(OriginId id) {
    return hasAccess && id.equals(id())
        ? Optional.of(
            new KnownOrigin(
                "there", origin, new OriginReader(origin, OriginBudget.UNLIMITED, Patience.USUAL)))
        : Optional.empty();
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
