package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.net.PeerConnection;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.s3.model.BucketId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One bucket that is followed over a connection, stream after stream, until it is closed: run on a
 * thread of its own. Thread-safe.
 */
final class Following implements Runnable, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Following.class);

  /** How long nothing is taken from a node that brought too much. */
  private static final Duration STOPPED = Duration.ofMinutes(1);

  private final PeerConnection connection;
  private final BucketId bucket;
  private final SyncGround ground;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Backoff backoff = new Backoff();
  private final RateLimit rate;
  private volatile Optional<EntryFollower> follower = Optional.empty();
  private volatile Optional<String> alarm = Optional.empty();
  private volatile Optional<PeerStream> stream = Optional.empty();

  Following(PeerConnection connection, BucketId bucket, SyncGround ground) {
    this.connection = connection;
    this.bucket = bucket;
    this.ground = ground;
    rate = new RateLimit(ground.limits().maxRate());
  }

  /** Since when all that the other node has is here; nothing while that is not so. */
  Optional<Instant> inStepSince() {
    return follower.flatMap(EntryFollower::inStepSince);
  }

  /** Why nothing more is taken, for an operator. */
  Optional<String> alarm() {
    return alarm;
  }

  @Override
  public void run() {
    try {
      boolean ended = false;
      while (!ended) {
        Duration pause = once();
        ended = closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Follows once; how long to wait before the next time. */
  private Duration once() {
    Optional<BucketRow> row = ground.index().read(tables -> tables.buckets().find(bucket));
    if (row.isEmpty()) {
      return backoff.next();
    }
    try {
      ground
          .stores()
          .epochs()
          .prepare(row.get(), document -> new SecretQuestion(bucket, document).ask(connection));
      return follow(row.get());
    } catch (StoppedException e) {
      LOG.error("{}", e.getMessage());
      alarm = Optional.of(String.valueOf(e.getMessage()));
      return STOPPED;
    } catch (PeerException e) {
      LOG.debug("Following {} of node {} ended", bucket, connection.peer(), e);
      return backoff.next();
    } catch (RuntimeException e) {
      LOG.warn("Bucket {} could not be followed at node {}", bucket, connection.peer(), e);
      return backoff.next();
    }
  }

  private Duration follow(BucketRow row) {
    try (PeerStream opened = connection.open()) {
      stream = Optional.of(opened);
      if (closed.getCount() == 0) {
        return Duration.ZERO;
      }
      EntryFollower following = new EntryFollower(connection.peer(), row, ground, rate);
      follower = Optional.of(following);
      alarm = Optional.empty();
      return switch (following.follow(opened)) {
        case REFUSED -> backoff.next();
        case ENDED -> {
          backoff.reset();
          yield backoff.next();
        }
        case TOO_FAST -> rate.due();
      };
    } finally {
      follower = Optional.empty();
      stream = Optional.empty();
    }
  }

  /** Ends it; what is being taken at this moment is taken. */
  @Override
  public void close() {
    closed.countDown();
    stream.ifPresent(PeerStream::close);
  }
}
