package io.horizonpush.fallback.fill;

import io.horizonpush.fallback.fill.OriginCopies.Copy;
import io.horizonpush.fallback.origin.KnownOrigins;
import io.horizonpush.fallback.origin.KnownOrigins.KnownOrigin;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.store.BlobFill;
import io.horizonpush.s3.store.BlobStore;
import io.horizonpush.s3.store.BlobStore.BlobStatus;
import io.horizonpush.s3.store.BodyMemory;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentSource;
import io.horizonpush.s3.store.Extent;
import io.horizonpush.s3.store.Records;
import io.horizonpush.s3.store.Source;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes that origins have and this node has not: fetched once for all who read them at the same
 * time, given out as they come, and kept. Bytes that have a hash are compared with it before
 * anybody reads them; others with what the origin tells of them.
 *
 * <p>Thread-safe; blocks its (virtual) thread.
 */
public final class OriginBodies implements ContentSource {

  private static final Logger LOG = LoggerFactory.getLogger(OriginBodies.class);

  private final KnownOrigins origins;
  private final Stores stores;
  private final OriginCopies copies;
  private final FillGround ground;
  private final Fills fills;
  private final SmallBodies small;

  /**
   * Where what comes is kept.
   *
   * @param memory of bodies on their way
   * @param hasRoom whether so many bytes more can be kept
   * @param records those of the objects, which there are once this is asked for bytes
   * @param buckets finds a bucket by its id, likewise
   */
  public record Stores(
      BlobStore blobs,
      BodyMemory memory,
      LongPredicate hasRoom,
      Supplier<? extends Records> records,
      Function<BucketId, Bucket> buckets) {}

  OriginBodies(KnownOrigins origins, Stores stores, Sightings sightings, ReadCounts counts) {
    this.origins = origins;
    this.stores = stores;
    this.copies = new OriginCopies(stores.records());
    this.ground =
        new FillGround(
            stores.blobs(),
            stores.memory(),
            new Permits(),
            new Landing(stores.records(), counts),
            sightings,
            counts);
    this.fills = new Fills(ground);
    this.small = new SmallBodies(ground);
  }

  @Override
  public Optional<Content> open(Extent extent, ByteRange range) {
    if (range.end() > extent.length()) {
      throw new S3Exception(
          S3ErrorCode.INVALID_RANGE, "The range does not lie inside what is asked for");
    }
    return switch (extent.bytes()) {
      case Extent.Bytes.AtOrigin(ObjectBody.Remote remote) -> openRemote(extent, remote, range);
      case Extent.Bytes.Hashed(var blob) -> openHashed(extent, blob, range);
    };
  }

  private Optional<Content> openRemote(Extent extent, ObjectBody.Remote remote, ByteRange range) {
    if (range.length() == 0) {
      return Optional.of(new Content.Memory(ByteBuffer.allocate(0)));
    }
    Optional<Upstream> upstream =
        isOwn(extent, remote) ? upstream(extent, remote) : Optional.empty();
    if (upstream.isEmpty()) {
      return Optional.empty(); // What is here may be of another bucket, by the same name.
    }
    Optional<Content> here = stores.blobs().open(remote, range).content();
    if (here.isPresent()) {
      if (range.length() == remote.length()) {
        Thread.ofVirtual().name("horizon-origin-finish").start(() -> finish(extent, remote));
      }
      return here;
    }
    return Optional.of(open(new Body.Unhashed(remote), upstream.get(), extent, range));
  }

  private boolean isOwn(Extent extent, ObjectBody.Remote remote) {
    return stores.buckets().apply(extent.bucket()).configuration().origins().origins().stream()
        .filter(origin -> origin.id().equals(remote.origin()))
        .anyMatch(origin -> OriginCopies.isOwn(origin, extent.key(), remote.key()));
  }

  private Optional<Upstream> upstream(Extent extent, ObjectBody.Remote remote) {
    return known(extent.bucket(), remote.origin())
        .map(
            origin ->
                new Upstream(
                    origin,
                    remote.origin(),
                    remote.key(),
                    remote.tag(),
                    0,
                    remote.length(),
                    remote.length()));
  }

  /** A process may have ended when the last of a body had come. */
  private void finish(Extent extent, ObjectBody.Remote remote) {
    try {
      upstream(extent, remote)
          .ifPresent(upstream -> fills.finish(new Body.Unhashed(remote), upstream, wanted(extent)));
    } catch (S3Exception e) {
      LOG.debug("A body that is whole is not kept as one", e);
    }
  }

  private static Wanted wanted(Extent extent) {
    return new Wanted(new Name(extent.bucket(), extent.key()), extent.version());
  }

  /**
   * What is here of a blob, and what comes of it, is given to whoever reads a version that this
   * node knows to be at the origin. Where others say so, all of it has to come from there first.
   */
  private Optional<Content> openHashed(Extent extent, BlobHash blob, ByteRange range) {
    Optional<Copied> copied = copied(extent);
    if (copied.isEmpty()) {
      return Optional.empty();
    }
    Upstream upstream = copied.get().upstream();
    Body body = new Body.Hashed(blob);
    if (extent.length() <= BlobFill.COMES_WHOLE) {
      return Optional.of(open(body, upstream, extent, range));
    }
    if (!copied.get().confirmed()) {
      return Optional.empty();
    }
    Optional<Content> here = stores.blobs().open(blob, range).content();
    if (here.isPresent()) {
      return here;
    }
    return switch (stores.blobs().status(blob)) {
      case BlobStatus.Evicted _, BlobStatus.Partial _ ->
          Optional.of(open(body, upstream, extent, range));
      // It is damaged, and will be repaired.
      case BlobStatus.Complete _ when range.length() == extent.length() ->
          Optional.of(pass(Optional.of(blob), upstream, range));
      // Without its tree no range of it can be compared.
      case BlobStatus.Absent _, BlobStatus.Complete _, BlobStatus.External _ -> Optional.empty();
    };
  }

  /**
   * What an origin has of a part that has a hash, whatever is here of it; not compared with
   * anything, and kept nowhere.
   */
  Optional<Content> openThere(Extent extent, ByteRange range) {
    return copied(extent).map(copied -> pass(Optional.empty(), copied.upstream(), range));
  }

  private Content open(Body body, Upstream upstream, Extent extent, ByteRange range) {
    Wanted wanted = wanted(extent);
    if (upstream.length() <= BlobFill.COMES_WHOLE) {
      return small
          .open(body, upstream, wanted, range, () -> landed(body, extent).isPresent())
          .or(() -> landed(body, extent).flatMap(blob -> whole(blob, range)))
          .orElseThrow(
              () ->
                  new S3Exception(
                      S3ErrorCode.SERVICE_UNAVAILABLE,
                      "The object came and went this moment. Please try again."));
    }
    Optional<Fill> fill =
        stores.hasRoom().test(range.length()) ? join(body, upstream, wanted) : Optional.empty();
    return fill.map(each -> read(each, upstream, range))
        .or(() -> body.open(stores.blobs(), range).content()) // It came meanwhile.
        .orElseGet(() -> pass(body.expected(), upstream, range));
  }

  private Optional<Content> whole(BlobHash blob, ByteRange range) {
    return stores.blobs().open(blob, range).content();
  }

  /** The blob that a body became since it was looked up. */
  private Optional<BlobHash> landed(Body body, Extent extent) {
    return switch (body) {
      case Body.Unhashed _ ->
          stores
              .records()
              .get()
              .find(
                  stores.buckets().apply(extent.bucket()),
                  extent.key(),
                  new VersionName.Id(extent.version()))
              .present()
              .flatMap(version -> version.body().parts().stream().findFirst())
              .map(ObjectBody.Part::blob);
      case Body.Hashed _ -> Optional.empty();
    };
  }

  /** A node without room gives what comes and keeps nothing: that is no fault of a reader. */
  private Optional<Fill> join(Body body, Upstream upstream, Wanted wanted) {
    try {
      return fills.join(body, upstream, wanted);
    } catch (S3Exception e) {
      if (e.code() == S3ErrorCode.STORAGE_FULL || e.code() == S3ErrorCode.SERVICE_UNAVAILABLE) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Content read(Fill fill, Upstream upstream, ByteRange range) {
    FillReader reader = new FillReader(fill, upstream, ground, range);
    boolean begun = false;
    try {
      reader.begin();
      begun = true;
      return new Content.Streamed(reader, range.length(), Source.origin(upstream.name()));
    } finally {
      if (!begun) {
        reader.close();
      }
    }
  }

  private Content pass(Optional<BlobHash> expected, Upstream upstream, ByteRange range) {
    PassingReader reader = new PassingReader(expected, upstream, ground, range);
    boolean begun = false;
    try {
      reader.begin();
      begun = true;
      return new Content.Streamed(reader, range.length(), Source.origin(upstream.name()));
    } finally {
      if (!begun) {
        reader.close();
      }
    }
  }

  private Optional<KnownOrigin> known(BucketId bucket, OriginId id) {
    try {
      return origins.find(bucket, id);
    } catch (OriginException e) {
      throw OriginErrors.of(id.toString(), e);
    }
  }

  /**
   * Bytes that an origin has.
   *
   * @param confirmed see {@link Copy}
   */
  private record Copied(Upstream upstream, boolean confirmed) {}

  /** Where an origin has the bytes of a part of a version that has a hash. */
  private Optional<Copied> copied(Extent extent) {
    Bucket bucket = stores.buckets().apply(extent.bucket());
    if (bucket.configuration().origins().isEmpty()) {
      return Optional.empty();
    }
    return stores
        .records()
        .get()
        .find(bucket, extent.key(), new VersionName.Id(extent.version()))
        .present()
        .flatMap(version -> copied(bucket, version, extent));
  }

  private Optional<Copied> copied(Bucket bucket, StoredVersion version, Extent extent) {
    Optional<Copy> copy = copies.of(bucket, version);
    if (copy.isEmpty()) {
      return Optional.empty();
    }
    long start =
        version.body().parts().stream()
            .filter(part -> part.number() < extent.part())
            .mapToLong(ObjectBody.Part::length)
            .sum();
    Copy there = copy.get();
    return known(bucket.id(), there.origin())
        .map(
            origin ->
                new Upstream(
                    origin,
                    there.origin(),
                    there.key(),
                    there.tag(),
                    start,
                    extent.length(),
                    version.size()))
        .map(upstream -> new Copied(upstream, there.confirmed()));
  }
}
