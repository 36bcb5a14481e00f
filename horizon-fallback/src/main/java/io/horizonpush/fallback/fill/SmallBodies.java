package io.horizonpush.fallback.fill;

import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import io.horizonpush.s3.store.BodyMemory;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.s3.store.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bodies that come from origins whole and at once, because they are small: nobody waits until they
 * are kept, and who asks meanwhile has the same bytes.
 *
 * <p>Thread-safe; blocks its (virtual) thread.
 */
final class SmallBodies {

  private static final Logger LOG = LoggerFactory.getLogger(SmallBodies.class);

  private final FillGround ground;
  private final ConcurrentMap<Body, CompletableFuture<Held>> coming = new ConcurrentHashMap<>();

  SmallBodies(FillGround ground) {
    this.ground = ground;
  }

  /** Bytes that stay in memory as long as somebody has them. */
  private static final class Held {

    private final byte[] bytes;
    private final Source source;
    private final BodyMemory.Share share;
    private final Set<Wanted> wanted = ConcurrentHashMap.newKeySet();
    private int users = 1;

    Held(byte[] bytes, Source source, BodyMemory.Share share) {
      this.bytes = bytes;
      this.source = source;
      this.share = share;
    }

    /** Takes a reader of a version more, unless the last one has left. */
    synchronized boolean enter(Wanted of) {
      if (users > 0) {
        users++;
        wanted.add(of);
        return true;
      }
      return false;
    }

    synchronized void leave() {
      users--;
      if (users == 0) {
        share.close();
      }
    }
  }

  /**
   * Opens a range of a body; nothing where it came meanwhile and is kept.
   *
   * @param isKept whether it is kept, asked when nobody fetches it
   * @throws S3Exception when it does not come
   */
  Optional<Content> open(
      Body body, Upstream upstream, Wanted wanted, ByteRange range, BooleanSupplier isKept) {
    return get(body, upstream, wanted, isKept)
        .map(
            held ->
                new Content.Streamed(
                    new OnePiece(
                        ByteBuffer.wrap(held.bytes, (int) range.offset(), (int) range.length())
                            .slice(),
                        held),
                    range.length(),
                    held.source));
  }

  private Optional<Held> get(Body body, Upstream upstream, Wanted wanted, BooleanSupplier isKept) {
    while (true) {
      CompletableFuture<Held> mine = new CompletableFuture<>();
      @Nullable CompletableFuture<Held> other = coming.putIfAbsent(body, mine);
      if (other == null) {
        return begin(body, upstream, wanted, isKept, mine);
      }
      Held held = Collapsed.await(other);
      if (held.enter(wanted)) {
        ground.counts().add(upstream.name(), ReadCounts.Kind.JOINED, 1);
        return Optional.of(held);
      }
    }
  }

  /** Who looked the body up before another's fetch of it ended needs none of its own. */
  private Optional<Held> begin(
      Body body,
      Upstream upstream,
      Wanted wanted,
      BooleanSupplier isKept,
      CompletableFuture<Held> result) {
    boolean kept = true;
    try {
      kept = isKept.getAsBoolean();
    } finally {
      if (kept) {
        coming.remove(body, result);
        result.complete(nothing());
      }
    }
    return kept ? Optional.empty() : Optional.of(fetch(body, upstream, wanted, result));
  }

  /** What nobody can enter. */
  private Held nothing() {
    Held nothing = new Held(new byte[0], Source.LOCAL, ground.memory().begin(0));
    nothing.leave();
    return nothing;
  }

  private Held fetch(Body body, Upstream upstream, Wanted wanted, CompletableFuture<Held> result) {
    try {
      BodyMemory.Share share = ground.memory().begin(upstream.length());
      boolean came = false;
      Held held;
      try {
        held = read(upstream, wanted, share);
        came = true;
      } finally {
        if (!came) {
          share.close();
        }
      }
      give(body, upstream, wanted, held, result);
      result.complete(held);
      return held;
    } catch (RuntimeException | Error e) {
      coming.remove(body, result);
      result.completeExceptionally(e);
      throw e;
    }
  }

  /** Lets the first reader have what came; what has a hash not before it was compared. */
  private void give(
      Body body, Upstream upstream, Wanted wanted, Held held, CompletableFuture<Held> result) {
    boolean given = false;
    try {
      boolean _ = held.enter(wanted);
      switch (body) {
        case Body.Unhashed _ ->
            Thread.ofVirtual()
                .name("horizon-origin-keep")
                .start(() -> keepBehind(body, upstream, held, result));
        case Body.Hashed _ -> keep(body, upstream, held, result);
      }
      given = true;
    } finally {
      if (!given) {
        held.leave();
      }
    }
  }

  private Held read(Upstream upstream, Wanted wanted, BodyMemory.Share share) {
    ByteRange range = ByteRange.all(upstream.length());
    try (UpstreamBody body = upstream.open(range, ground.requests())) {
      byte[] bytes = body.readNBytes((int) range.length());
      BodyCheck check = body.check();
      check.update(bytes, 0, bytes.length);
      if (bytes.length < range.length() || !check.isRight()) {
        throw OriginException.broken("the body from the origin does not match what was asked for");
      }
      return new Held(bytes, body.source(), share);
    } catch (OriginException e) {
      if (e.fault().isOfAnother()) {
        ground.sightings().note(wanted.name(), wanted.version(), Sightings.Said.DOUBTED);
      }
      throw OriginErrors.of(upstream.name(), e);
    } catch (IOException e) {
      throw S3Exception.internalError(e);
    }
  }

  private void keepBehind(Body body, Upstream upstream, Held held, CompletableFuture<Held> result) {
    try {
      keep(body, upstream, held, result);
    } catch (S3Exception e) {
      LOG.debug("A small body from an origin is not kept", e);
    }
  }

  /** Whoever asks until this is done has the bytes from memory. */
  private void keep(Body body, Upstream upstream, Held held, CompletableFuture<Held> result) {
    try (PinnedBlob blob =
        ground.blobs().add(new OnePiece(ByteBuffer.wrap(held.bytes), null), Durability.STRICT)) {
      if (body.expected().filter(hash -> !hash.equals(blob.hash())).isPresent()) {
        throw OriginErrors.of(
            upstream.name(),
            OriginException.broken("the origin sent other bytes than those of the object"));
      }
      Set<Wanted> first = Set.copyOf(held.wanted);
      first.forEach(each -> land(body, each, upstream, blob.hash()));
      coming.remove(body, result);
      held.wanted.stream()
          .filter(each -> !first.contains(each))
          .forEach(each -> land(body, each, upstream, blob.hash()));
    } finally {
      coming.remove(body, result);
      held.leave();
    }
  }

  private void land(Body body, Wanted wanted, Upstream upstream, BlobHash blob) {
    switch (body) {
      case Body.Unhashed _ -> ground.landing().land(wanted, upstream, blob);
      case Body.Hashed _ -> ground.landing().hold(wanted, upstream, blob);
    }
  }

  /** Bytes in memory, for one reader. Confined to one thread at a time. */
  private static final class OnePiece implements ContentReader {

    private final @Nullable Held held;
    private final AtomicBoolean closed = new AtomicBoolean();
    private Optional<ByteBuffer> rest;

    OnePiece(ByteBuffer bytes, @Nullable Held held) {
      this.rest = Optional.of(bytes).filter(ByteBuffer::hasRemaining);
      this.held = held;
    }

    @Override
    public Optional<ByteBuffer> next() {
      Optional<ByteBuffer> next = rest;
      rest = Optional.empty();
      return next;
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true) && held != null) {
        held.leave();
      }
    }
  }
}
