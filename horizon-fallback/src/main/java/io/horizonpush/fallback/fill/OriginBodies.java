package io.horizonpush.fallback.fill;

import io.horizonpush.fallback.fill.Upstreams.Copied;
import io.horizonpush.fallback.origin.KnownOrigins;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.store.BlobFill;
import io.horizonpush.s3.store.BlobStore;
import io.horizonpush.s3.store.BlobStore.BlobStatus;
import io.horizonpush.s3.store.BodyMemory;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentSource;
import io.horizonpush.s3.store.Extent;
import io.horizonpush.s3.store.MemberOrigins;
import io.horizonpush.s3.store.Records;
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

  private final Stores stores;
  private final Upstreams upstreams;
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
   * @param members that may fetch the same
   */
  public record Stores(
      BlobStore blobs,
      BodyMemory memory,
      LongPredicate hasRoom,
      Supplier<? extends Records> records,
      Function<BucketId, Bucket> buckets,
      MemberOrigins members) {}

  /**
   * @param requests made with questions for objects
   */
  OriginBodies(
      KnownOrigins origins,
      Stores stores,
      OwnRequests requests,
      Sightings sightings,
      ReadCounts counts) {
    this.stores = stores;
    this.upstreams = new Upstreams(origins, stores);
    this.ground =
        new FillGround(
            stores.blobs(),
            stores.memory(),
            requests,
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
    Optional<Upstream> upstream = upstreams.of(extent, remote);
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

  /** A process may have ended when the last of a body had come. */
  private void finish(Extent extent, ObjectBody.Remote remote) {
    try {
      upstreams
          .of(extent, remote)
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
   * node knows to be at the origin. Where others say so, all of it comes from there.
   */
  private Optional<Content> openHashed(Extent extent, BlobHash blob, ByteRange range) {
    Optional<Copied> copied = upstreams.ofCopy(extent);
    if (copied.isEmpty()) {
      return Optional.empty();
    }
    Upstream upstream = copied.get().upstream();
    Body body = new Body.Hashed(blob);
    if (extent.length() <= BlobFill.COMES_WHOLE) {
      return Optional.of(open(body, upstream, extent, range));
    }
    if (!copied.get().confirmed()) {
      return openAnew(upstream, extent, range);
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
      case BlobStatus.Absent _ -> openAnew(upstream, extent, range);
      case BlobStatus.Complete _, BlobStatus.External _ -> Optional.empty();
    };
  }

  /**
   * What an origin has of a part that has a hash, whatever is here of it; not compared with
   * anything, and kept nowhere.
   */
  Optional<Content> openThere(Extent extent, ByteRange range) {
    return upstreams.ofCopy(extent).map(copied -> pass(Optional.empty(), copied.upstream(), range));
  }

  /**
   * What another member had from the origin, and gives no more, is read there as if nobody had: by
   * its tag. It is kept if it is the blob that the record names.
   */
  private Optional<Content> openAnew(Upstream upstream, Extent extent, ByteRange range) {
    ObjectBody.Remote remote =
        new ObjectBody.Remote(upstream.id(), upstream.key(), upstream.tag(), upstream.size());
    return upstream.length() == upstream.size()
        ? Optional.of(open(new Body.Unhashed(remote), upstream, extent, range))
        : Optional.empty();
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

  /**
   * The blob that a body became since it was looked up, and that is here: that another member has
   * it makes the record name one, too.
   */
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
              .map(ObjectBody.Part::blob)
              .filter(this::isHere);
      case Body.Hashed _ -> Optional.empty();
    };
  }

  private boolean isHere(BlobHash blob) {
    return switch (stores.blobs().status(blob)) {
      case BlobStatus.Complete _, BlobStatus.External _ -> true;
      case BlobStatus.Absent _, BlobStatus.Partial _, BlobStatus.Evicted _ -> false;
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
      return new Content.Streamed(reader, range.length(), fill.source());
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
      return new Content.Streamed(reader, range.length(), reader.source());
    } finally {
      if (!begun) {
        reader.close();
      }
    }
  }
}
