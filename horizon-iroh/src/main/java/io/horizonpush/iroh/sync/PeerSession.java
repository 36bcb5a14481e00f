package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerConnection;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.s3.model.BucketId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A connection with another node that has said hello: answers its streams, and follows the buckets
 * that both have. Thread-safe.
 */
final class PeerSession implements AutoCloseable {

  /** The most streams of the other node at one time. */
  private static final int MOST_STREAMS = 64;

  private final PeerConnection connection;
  private final NodeId dialler;
  private final Duration clockAhead;
  private final StreamHandlers handlers;
  private final SyncGround ground;
  private final Map<BucketId, Following> followings = new ConcurrentHashMap<>();
  private final Semaphore streams = new Semaphore(MOST_STREAMS);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private boolean closed;

  /**
   * @param dialler which of the two made the connection
   * @param clockAhead how far the other node's clock is ahead of this one's
   */
  PeerSession(
      PeerConnection connection,
      NodeId dialler,
      Duration clockAhead,
      StreamHandlers handlers,
      SyncGround ground) {
    this.connection = connection;
    this.dialler = dialler;
    this.clockAhead = clockAhead;
    this.handlers = handlers;
    this.ground = ground;
  }

  NodeId peer() {
    return connection.peer();
  }

  /** Answers the other node's streams on this thread until the connection ends. */
  void serve() {
    Optional<PeerStream> next = connection.accept();
    while (next.isPresent()) {
      PeerStream stream = next.get();
      if (streams.tryAcquire()) {
        begin(stream);
      } else {
        stream.close();
      }
      next = connection.accept();
    }
  }

  private void begin(PeerStream stream) {
    try {
      threads.execute(() -> serve(stream));
    } catch (RejectedExecutionException e) {
      stream.close(); // This was closed meanwhile.
    }
  }

  private void serve(PeerStream stream) {
    try {
      handlers.serve(peer(), stream);
    } finally {
      streams.release();
    }
  }

  /** Follows exactly these buckets from now on. */
  synchronized void follow(Set<BucketId> buckets) {
    if (closed) {
      return;
    }
    followings
        .entrySet()
        .removeIf(
            each -> {
              boolean ends = !buckets.contains(each.getKey());
              if (ends) {
                each.getValue().close();
              }
              return ends;
            });
    buckets.forEach(
        bucket ->
            followings.computeIfAbsent(
                bucket,
                each -> {
                  Following following = new Following(connection, each, ground);
                  threads.execute(following);
                  return following;
                }));
  }

  /**
   * Whether this stays where there is another connection with the same node: that of the smaller
   * id's dial, on both ends; of two by one node the later, because it found the earlier one broken.
   */
  boolean staysBeside(PeerSession later) {
    return !dialler.equals(later.dialler) && dialler.compareTo(later.dialler) < 0;
  }

  /** Begins a stream. */
  PeerStream open() {
    return connection.open();
  }

  /** How far the other node's clock is ahead of this one's. */
  Duration clockAhead() {
    return clockAhead;
  }

  /** How it is now; nothing once the connection is closed. */
  Optional<PeerState> state() {
    Map<BucketId, PeerState.OfBucket> buckets = new TreeMap<>();
    followings.forEach(
        (bucket, following) ->
            buckets.put(
                bucket, new PeerState.OfBucket(following.inStepSince(), following.alarm())));
    try {
      return Optional.of(new PeerState(peer(), connection.path(), clockAhead, buckets));
    } catch (PeerException e) {
      return Optional.empty();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    followings.values().forEach(Following::close);
    connection.close();
    threads.shutdown();
  }

  /** Waits until nothing is done any more for the other node, once it is closed; tells whether. */
  boolean awaitEnd(Duration longest) {
    try {
      return threads.awaitTermination(longest.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
