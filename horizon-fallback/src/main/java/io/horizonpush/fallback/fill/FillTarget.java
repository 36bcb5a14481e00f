package io.horizonpush.fallback.fill;

import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BlobFill;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import io.horizonpush.s3.store.Content;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the bytes of a fill are: in parts while they come, and in a blob once all of them are here,
 * which the versions that were read name from then on. Thread-safe.
 */
final class FillTarget implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FillTarget.class);

  /** A hash that nothing has: what is to have it is given up. */
  private static final BlobHash NOBODY = BlobHash.of(new byte[BlobHash.LENGTH]);

  private final Body body;
  private final Upstream upstream;
  private final FillGround ground;
  private final CompletableFuture<BlobFill> parts;

  /** Held while parts become a blob. */
  private final ReentrantLock landing = new ReentrantLock();

  private volatile @Nullable PinnedBlob landed;

  /**
   * @param parts takes what comes, once it has a place on the disk, and is closed with this
   */
  FillTarget(Body body, Upstream upstream, FillGround ground, CompletableFuture<BlobFill> parts) {
    this.body = body;
    this.upstream = upstream;
    this.ground = ground;
    this.parts = parts;
  }

  /** What is here already. */
  List<ByteRange> present() {
    List<ByteRange> present = new ArrayList<>();
    long at = 0;
    for (ByteRange gap : parts().missing(ByteRange.all(upstream.length()))) {
      present.add(new ByteRange(at, gap.offset() - at));
      at = gap.end();
    }
    present.add(new ByteRange(at, upstream.length() - at));
    return present;
  }

  private BlobFill parts() {
    return Collapsed.await(parts);
  }

  /**
   * Takes whole groups of bytes.
   *
   * @throws OriginException broken, when they are not those of the body
   * @throws S3Exception when they cannot be kept
   */
  void write(long place, ByteBuffer bytes) {
    try {
      parts().write(place, bytes);
    } catch (S3Exception e) {
      if (e.code() == S3ErrorCode.BAD_DIGEST) {
        throw OriginException.broken("the origin sent other bytes than those of the object");
      }
      throw e;
    }
  }

  /**
   * Gives up all of a body of which something is wrong.
   *
   * @param bytes the last of it, without which nothing can be given up
   */
  void giveUp(long place, ByteBuffer bytes) {
    LOG.warn(
        "The body of an object came from the origin '{}' with bytes that do not match its checksum"
            + " there; it is not kept",
        upstream.name());
    try (PinnedBlob _ = finishAs(NOBODY, place, bytes)) {
      LOG.error("A body that does not match its checksum was taken for another");
    } catch (S3Exception e) {
      LOG.debug("It was given up", e);
    }
  }

  private PinnedBlob finishAs(BlobHash hash, long place, ByteBuffer bytes) {
    parts().write(place, bytes);
    return parts().finish(Optional.of(hash));
  }

  /** Makes a blob of a body that is whole, for versions that were read until then. */
  void land(Supplier<? extends Collection<Wanted>> wanted) {
    landing.lock();
    try {
      if (landed != null) {
        return;
      }
      landed = parts().finish(body.expected());
    } catch (S3Exception e) {
      LOG.warn("All of a body came from an origin, and it could not be kept", e);
      return;
    } finally {
      landing.unlock();
    }
    // Whoever comes from here on is named when it comes.
    wanted.get().forEach(this::joined);
  }

  /** Hears of a version more that is read. */
  void joined(Wanted wanted) {
    PinnedBlob whole = landed;
    if (whole != null) {
      name(wanted, whole);
    }
  }

  private void name(Wanted wanted, PinnedBlob whole) {
    switch (body) {
      case Body.Unhashed _ -> ground.landing().land(wanted, upstream, whole.hash());
      case Body.Hashed _ -> ground.landing().hold(wanted, upstream, whole.hash());
    }
  }

  /** Opens bytes that are here. */
  Content open(ByteRange range) {
    return body.open(ground.blobs(), range)
        .content()
        .or(() -> openBehindLanding(range))
        .orElseThrow(
            () ->
                new S3Exception(
                    S3ErrorCode.SERVICE_UNAVAILABLE,
                    "Bytes that had just come are not here any more."));
  }

  /** What becomes a blob just now is neither where it came to nor in its place. */
  private Optional<Content> openBehindLanding(ByteRange range) {
    landing.lock();
    try {
      PinnedBlob whole = landed;
      return whole == null
          ? body.open(ground.blobs(), range).content()
          : ground.blobs().open(whole.hash(), range).content();
    } finally {
      landing.unlock();
    }
  }

  @Override
  public void close() {
    CompletableFuture<Void> _ = parts.thenAccept(BlobFill::close);
    PinnedBlob whole = landed;
    if (whole != null) {
      whole.close();
    }
  }
}
