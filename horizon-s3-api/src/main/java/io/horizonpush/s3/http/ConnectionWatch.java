package io.horizonpush.s3.http;

import io.netty.channel.ChannelOutboundBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose client is too slow. Looks at it a few times within the shortest
 * deadline, so that requests themselves need no timers. Confined to the connection's event loop.
 */
final class ConnectionWatch implements Runnable {

  private static final long LONGEST_TICK = TimeUnit.SECONDS.toNanos(1);
  private static final long SHORTEST_TICK = TimeUnit.MILLISECONDS.toNanos(10);

  private final ConnectionHandler connection;
  private final HttpLimits.Deadlines deadlines;
  private final long tickNanos;

  private long starvedNanos;
  private long windowBegan;
  private @Nullable NettyExchange watched;

  private long stalledNanos;
  private @Nullable Object lastMessage;
  private long lastProgress;

  private ConnectionWatch(ConnectionHandler connection, HttpLimits.Deadlines deadlines) {
    this.connection = connection;
    this.deadlines = deadlines;
    long shortest =
        Stream.of(
                deadlines.head(),
                deadlines.idle(),
                deadlines.responseStall(),
                deadlines.linger(),
                deadlines.body().window())
            .mapToLong(Duration::toNanos)
            .min()
            .orElse(LONGEST_TICK);
    this.tickNanos = Math.clamp(shortest / 4, SHORTEST_TICK, LONGEST_TICK);
  }

  static void start(ConnectionHandler connection, HttpLimits.Deadlines deadlines) {
    new ConnectionWatch(connection, deadlines).schedule();
  }

  private void schedule() {
    var _ = connection.channel().eventLoop().schedule(this, tickNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void run() {
    if (!connection.channel().isActive()) {
      return;
    }
    if (isTooSlow() || isStalled()) {
      connection.closeNow();
    } else {
      schedule();
    }
  }

  private boolean isTooSlow() {
    return switch (connection.phase()) {
      case IDLE ->
          connection.decoder().headBegun()
              ? isOver(connection.decoder().headBegunNanos(), deadlines.head())
              : isOver(connection.phaseNanos(), deadlines.idle());
      case SERVING -> {
        connection.current().ifPresent(this::checkRate);
        yield false;
      }
      case SKIPPING -> isOver(connection.phaseNanos(), deadlines.head());
      case LINGERING -> isOver(connection.phaseNanos(), deadlines.linger());
    };
  }

  private static boolean isOver(long sinceNanos, Duration most) {
    return System.nanoTime() - sinceNanos > most.toNanos();
  }

  /** Only the time counts in which the request waits for its client. */
  private void checkRate(NettyExchange exchange) {
    BodyBridge body = exchange.body();
    long received = body.received();
    if (watched != exchange) {
      watched = exchange;
      starvedNanos = 0;
      windowBegan = received;
    }
    if (!body.starving()) {
      return;
    }
    starvedNanos += tickNanos;
    if (starvedNanos >= deadlines.body().window().toNanos()) {
      if (received - windowBegan < deadlines.body().bytesPerWindow()) {
        body.fail(ClientFaults.tooSlow());
      }
      starvedNanos = 0;
      windowBegan = received;
    }
  }

  /** Whether an answer has stood still for too long. */
  private boolean isStalled() {
    ChannelOutboundBuffer outbound = connection.channel().unsafe().outboundBuffer();
    if (outbound == null || outbound.isEmpty()) {
      stalledNanos = 0;
      lastMessage = null;
      return false;
    }
    Object message = outbound.current();
    long progress = outbound.currentProgress();
    boolean still = message == lastMessage && progress == lastProgress;
    lastMessage = message;
    lastProgress = progress;
    stalledNanos = still ? stalledNanos + tickNanos : 0;
    return stalledNanos >= deadlines.responseStall().toNanos();
  }
}
