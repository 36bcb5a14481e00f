package io.horizonpush.fallback.fill;

import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.Source;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A body on its way from an origin, for all who read it at the same time: a {@link Fetch} brings
 * what somebody waits for, and each reader reads from the disk what is here. So it comes once, and
 * no reader keeps another waiting.
 *
 * <p>Thread-safe. Its lock is never held while anything is fetched or written.
 */
final class Fill implements AutoCloseable {

  /** What is asked for of a body that is not read whole, at least, and to whole multiples of it. */
  static final long BLOCK = 1 << 20;

  /** So long what is whole may wait for its readers before a blob is made of it. */
  private static final Duration READERS_PATIENCE = Duration.ofSeconds(1);

  private final Body body;
  private final Upstream upstream;
  private final FillGround ground;
  private final Consumer<Fill> idle;
  private final FillTarget target;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final PresentRanges present = new PresentRanges();
  private final Fetches fetches = new Fetches();
  private final Set<Wanted> wanted = new LinkedHashSet<>();
  private volatile Source source;
  private int readers;

  /** Readers that have not opened all that they read. */
  private int opening;

  private boolean spoilt;

  /**
   * @param target takes what comes, and is closed with this
   * @param idle told when nobody reads it and nothing is fetched any more
   */
  Fill(Body body, Upstream upstream, FillGround ground, FillTarget target, Consumer<Fill> idle) {
    this.body = body;
    this.upstream = upstream;
    this.ground = ground;
    this.target = target;
    this.idle = idle;
    this.source = upstream.origin().source();
  }

  /** Learns what is here already, before anybody reads it. */
  void lookAround() {
    List<ByteRange> there = target.present();
    lock.lock();
    try {
      there.forEach(range -> present.add(range.offset(), range.end()));
    } finally {
      lock.unlock();
    }
  }

  Body body() {
    return body;
  }

  /** Hears where bytes come from. */
  void comesFrom(Source from) {
    source = from;
  }

  /** Where bytes came from last. */
  Source source() {
    return source;
  }

  /** Takes a reader more, unless it is of no use any more. */
  boolean enter(Wanted of) {
    boolean isNew;
    lock.lock();
    try {
      if (spoilt) {
        return false;
      }
      if (readers > 0) {
        ground.counts().add(upstream.name(), ReadCounts.Kind.JOINED, 1);
      }
      readers++;
      opening++;
      isNew = wanted.add(of);
    } finally {
      lock.unlock();
    }
    if (isNew) {
      target.joined(of);
    }
    return true;
  }

  /** Hears that a reader has opened all that it reads, or leaves. */
  void opened() {
    lock.lock();
    try {
      opening--;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Lets a reader go. What nobody reads comes on if most of it is here. */
  void leave() {
    lock.lock();
    try {
      readers--;
      if (readers == 0 && present.total() < upstream.length() / 2) {
        fetches.cancelLong();
      }
    } finally {
      lock.unlock();
    }
    idleIfSo();
  }

  boolean isIdle() {
    lock.lock();
    try {
      return readers == 0 && fetches.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private void idleIfSo() {
    if (isIdle()) {
      idle.accept(this);
    }
  }

  /** Bytes that pass at a place. Those that have a hash pass nobody before they were compared. */
  private Optional<ByteBuffer> passing(long place) {
    return body.expected().isPresent() ? Optional.empty() : fetches.look(place);
  }

  /** Hears that something came. */
  void signal() {
    lock.lock();
    try {
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for the bytes at a place.
   *
   * @param until where the reader wants to read to
   * @param since when it began to: what failed after that it does not try again
   * @throws S3Exception when they do not come
   */
  Progress await(long place, long until, long since) {
    lock.lock();
    try {
      while (true) {
        Optional<ByteBuffer> passing = passing(place);
        if (passing.isPresent()) {
          return new Progress.Passing(passing.get());
        }
        long end = present.endFrom(place);
        if (end > place) {
          return new Progress.Here(Math.min(until, end));
        }
        Optional<Fetch.Failure> failure = fetches.failure(place, since);
        if (failure.isPresent()) {
          if (failure.get().atOrigin()) {
            throw failure.get().error();
          }
          return new Progress.NoRoom();
        }
        if (!fetches.cover(place)) {
          begin(place, until);
        }
        moved.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE, "The read was interrupted.");
    } finally {
      lock.unlock();
    }
  }

  private void begin(long place, long until) {
    long from = Math.max(place - place % BLOCK, present.endBefore(place));
    long block = (until + BLOCK - 1) / BLOCK * BLOCK;
    long to = present.nextBehind(place, upstream.length());
    Fetch fetch =
        new Fetch(this, upstream, ground, new ByteRange(from, Math.min(block, to) - from));
    fetches.add(fetch);
    Thread.ofVirtual().name("horizon-origin-fetch").start(fetch);
  }

  /** Whether the bytes at a place came already. */
  boolean has(long place) {
    lock.lock();
    try {
      return present.endFrom(place) > place;
    } finally {
      lock.unlock();
    }
  }

  /** Takes bytes that came. */
  void take(long place, ByteBuffer bytes) {
    long end = place + bytes.remaining();
    target.write(place, bytes);
    lock.lock();
    try {
      present.add(place, end);
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives up all of it, since something of it is wrong.
   *
   * @param bytes the last of it, without which nothing can be given up
   */
  void spoil(long place, ByteBuffer bytes) {
    lock.lock();
    try {
      spoilt = true;
    } finally {
      lock.unlock();
    }
    target.giveUp(place, bytes);
  }

  /** Hears that a fetch failed: what is known of the object may be wrong. */
  void failed(OriginException failure) {
    boolean isAnother = failure.fault().isOfAnother();
    if (isAnother) {
      wanted()
          .forEach(
              each -> ground.sightings().note(each.name(), each.version(), Sightings.Said.DOUBTED));
    }
  }

  /** Hears that a fetch brings no more, in that one's thread. */
  void ended(Fetch fetch) {
    lock.lock();
    try {
      fetches.ended(fetch);
      moved.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      awaitReaders();
      landIfWhole();
    } finally {
      remove(fetch);
    }
  }

  private void remove(Fetch fetch) {
    lock.lock();
    try {
      fetches.remove(fetch);
    } finally {
      lock.unlock();
    }
    idleIfSo();
  }

  /** Lets those read to the end who are near it: while a blob is made of it they would wait. */
  private void awaitReaders() {
    lock.lock();
    try {
      long left = READERS_PATIENCE.toNanos();
      while (opening > 0 && left > 0 && present.total() == upstream.length()) {
        left = moved.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** Makes a blob of what is here, if that is all of it. */
  void landIfWhole() {
    boolean isWhole;
    lock.lock();
    try {
      isWhole = !spoilt && present.total() == upstream.length();
    } finally {
      lock.unlock();
    }
    if (isWhole) {
      target.land(this::wanted);
    }
  }

  private List<Wanted> wanted() {
    lock.lock();
    try {
      return List.copyOf(wanted);
    } finally {
      lock.unlock();
    }
  }

  /** Opens bytes that are here. */
  Content open(ByteRange range) {
    return target.open(range);
  }

  @Override
  public void close() {
    target.close();
  }
}
