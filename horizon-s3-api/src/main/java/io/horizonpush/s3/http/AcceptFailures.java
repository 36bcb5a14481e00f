package io.horizonpush.s3.http;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rest that a listener takes when a connection cannot be accepted, above all because the
 * process has no descriptor left. Netty's own is a second, in which nobody is served although
 * descriptors may be free long since. Confined to the listener's event loop.
 */
final class AcceptFailures extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(AcceptFailures.class);

  /** Long enough to do other work meanwhile, and short for whoever waits. */
  private static final Duration REST = Duration.ofMillis(20);

  private static final long SAID_AGAIN_NANOS = Duration.ofMinutes(1).toNanos();

  private long saidNanos = System.nanoTime() - SAID_AGAIN_NANOS;

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException)) {
      ctx.fireExceptionCaught(cause);
      return;
    }
    if (System.nanoTime() - saidNanos >= SAID_AGAIN_NANOS) {
      saidNanos = System.nanoTime();
      LOG.warn(
          "Connections to {} cannot be accepted: {}. If too many files are open, let the process have"
              + " more of them (ulimit -n, LimitNOFILE of systemd)",
          ctx.channel().localAddress(),
          cause.getMessage());
    }
    ChannelConfig listener = ctx.channel().config();
    if (listener.isAutoRead()) {
      listener.setAutoRead(false);
      var _ =
          ctx.channel()
              .eventLoop()
              .schedule(() -> listener.setAutoRead(true), REST.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
