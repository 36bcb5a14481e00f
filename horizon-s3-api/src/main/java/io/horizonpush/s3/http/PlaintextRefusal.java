package io.horizonpush.s3.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The answer to a client that speaks HTTP without TLS to a port that speaks TLS: it is told so, and
 * nothing that it sent is looked at. Goes away with the first byte of TLS. Confined to its event
 * loop.
 */
final class PlaintextRefusal extends ChannelInboundHandlerAdapter {

  /** The first byte of TLS: the type of a record with a handshake (RFC 8446 §5.1). */
  private static final byte HANDSHAKE = 22;

  private static final String ANSWER = answer();

  private final Duration linger;
  private boolean refused;

  /**
   * @param linger how long bytes are still taken from the client, so that it can read why
   */
  PlaintextRefusal(Duration linger) {
    this.linger = linger;
  }

  private static String answer() {
    String document =
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <Error><Code>InvalidRequest</Code><Message>This port speaks TLS: write https:// in place of \
        http://.</Message></Error>
        """;
    return """
    HTTP/1.1 400 Bad Request\r
    content-type: application/xml\r
    content-length: %d\r
    connection: close\r
    \r
    %s\
    """
        .formatted(document.getBytes(StandardCharsets.US_ASCII).length, document);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (refused || !(message instanceof ByteBuf bytes)) {
      ReferenceCountUtil.release(message);
    } else if (!bytes.isReadable()) {
      ctx.fireChannelRead(bytes);
    } else if (bytes.getByte(bytes.readerIndex()) == HANDSHAKE) {
      ctx.fireChannelRead(bytes);
      ctx.pipeline().remove(this);
    } else {
      boolean http = isMethod(bytes.getByte(bytes.readerIndex()));
      bytes.release();
      refuse(ctx, http);
    }
  }

  private static boolean isMethod(byte first) {
    return first >= 'A' && first <= 'Z';
  }

  /** Written below the TLS of this connection, which never begins. */
  private void refuse(ChannelHandlerContext ctx, boolean http) {
    refused = true;
    if (!http) {
      var _ = ctx.close();
      return;
    }
    var _ =
        ctx.writeAndFlush(ByteBufUtil.writeAscii(ctx.alloc(), ANSWER))
            .addListener(
                _ -> {
                  var _ = ((DuplexChannel) ctx.channel()).shutdownOutput();
                });
    Runnable close =
        () -> {
          var _ = ctx.close();
        };
    var _ = ctx.executor().schedule(close, linger.toMillis(), TimeUnit.MILLISECONDS);
  }
}
