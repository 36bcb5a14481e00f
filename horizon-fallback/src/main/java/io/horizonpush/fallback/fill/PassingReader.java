package io.horizonpush.fallback.fill;

import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BodyMemory;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.s3.store.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A range of a body as its origin sends it, for one reader and kept nowhere. What is wrong with
 * bytes that are not kept is known where they have a hash, or the origin tells a checksum of all of
 * them; the last ones are then not given out. What has a hash and is not read whole cannot be
 * compared, and is refused.
 *
 * <p>It goes at the pace of its client, whose connection is what bounds it: of the bodies that come
 * from its origin at the same time it is one only until it begins.
 *
 * <p>Confined to one thread at a time.
 */
final class PassingReader implements ContentReader {

  private final Optional<BlobHash> expected;
  private final Upstream upstream;
  private final FillGround ground;
  private final ByteRange range;
  private final byte[] piece = new byte[ReadAhead.PIECE];
  private long taken;
  private BodyMemory.@Nullable Share share;
  private @Nullable UpstreamBody body;
  private BodyCheck check = BodyCheck.none();

  /**
   * @param expected the hash of the body, where the bytes are to be compared with it
   */
  PassingReader(
      Optional<BlobHash> expected, Upstream upstream, FillGround ground, ByteRange range) {
    this.expected = expected;
    this.upstream = upstream;
    this.ground = ground;
    this.range = range;
  }

  /**
   * Asks for the bytes.
   *
   * @throws S3Exception if they do not come
   */
  void begin() {
    boolean isWhole = range.length() == upstream.length();
    if (expected.isPresent() && !isWhole) {
      throw new S3Exception(
          S3ErrorCode.SERVICE_UNAVAILABLE,
          "This node has no room to keep a part of the object, and cannot compare it with its hash"
              + " otherwise. Please try again, or ask for all of it.");
    }
    share = ground.memory().begin(ReadAhead.PIECE);
    try {
      UpstreamBody opened = upstream.open(range, ground.requests());
      body = opened;
      opened.countNoMore();
      check = expected.map(BodyCheck::of).orElseGet(opened::check);
    } catch (OriginException e) {
      throw OriginErrors.of(upstream.name(), e);
    }
  }

  @Override
  public Optional<ByteBuffer> next() {
    UpstreamBody open = body;
    if (open == null || taken == range.length()) {
      return Optional.empty();
    }
    try {
      int length = open.readNBytes(piece, 0, (int) Math.min(piece.length, range.length() - taken));
      if (length == 0) {
        throw OriginException.broken("the body from the origin ended early");
      }
      taken += length;
      check.update(piece, 0, length);
      if (taken == range.length() && !check.isRight()) {
        throw OriginException.broken("the body from the origin is not what it has to be");
      }
      return Optional.of(ByteBuffer.wrap(piece, 0, length));
    } catch (OriginException e) {
      throw OriginErrors.of(upstream.name(), e);
    } catch (IOException e) {
      throw S3Exception.internalError(e);
    }
  }

  /** Where the bytes come from. */
  Source source() {
    UpstreamBody open = body;
    return open == null ? upstream.origin().source() : open.source();
  }

  @Override
  public boolean isReady() {
    return false;
  }

  @Override
  public void close() {
    if (body != null) {
      body.close();
      body = null;
    }
    if (share != null) {
      share.close();
      share = null;
    }
  }
}
