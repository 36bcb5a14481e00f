package io.horizonpush.s3.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/**
 * The way from requests' threads to a connection: each step is one task on the event loop and one
 * flush. Thread-safe.
 */
final class ConnectionOutput {

  private final Channel channel;
  private final Finish finish;
  private final OutboundWindow window = new OutboundWindow();

  ConnectionOutput(Channel channel, Finish finish) {
    this.channel = channel;
    this.finish = finish;
  }

  OutboundWindow window() {
    return window;
  }

  ByteBuf buffer(int capacity) {
    return channel.alloc().directBuffer(capacity);
  }

  /**
   * Sends messages of an answer, which it takes over in any case.
   *
   * @throws ConnectionLostException if the server is closed
   */
  void write(NettyExchange exchange, List<ResponseWriter.Outgoing> messages, boolean last) {
    try {
      channel.eventLoop().execute(() -> writeNow(exchange, messages, last));
    } catch (RejectedExecutionException e) {
      messages.forEach(outgoing -> ReferenceCountUtil.release(outgoing.message()));
      throw new ConnectionLostException();
    }
  }

  private void writeNow(
      NettyExchange exchange, List<ResponseWriter.Outgoing> messages, boolean last) {
    for (int at = 0; at < messages.size(); at++) {
      ResponseWriter.Outgoing outgoing = messages.get(at);
      boolean isLast = last && at == messages.size() - 1;
      ChannelPromise promise =
          isLast || outgoing.windowBytes() > 0
              ? channel.newPromise().addListener(done -> written(exchange, outgoing, isLast, done))
              : channel.voidPromise();
      var _ = channel.write(outgoing.message(), promise);
    }
    channel.flush();
  }

  private void written(
      NettyExchange exchange, ResponseWriter.Outgoing outgoing, boolean last, Future<?> done) {
    window.release(outgoing.windowBytes());
    if (last || !done.isSuccess()) {
      finish.finished(exchange, done.isSuccess());
    }
  }

  /** Asks for bytes of the body, if need be by telling the client to send them. */
  void demand(boolean sayContinue) {
    if (!sayContinue) {
      channel.read();
      return;
    }
    try {
      channel.eventLoop().execute(this::sayContinue);
    } catch (RejectedExecutionException e) {
      var _ = channel.close();
    }
  }

  private void sayContinue() {
    // A failed write closes the connection by itself: nothing waits for this one.
    var _ =
        channel.writeAndFlush(
            new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE),
            channel.voidPromise());
    channel.read();
  }

  /** Lets nobody wait any longer for a connection that is gone. */
  void close() {
    window.close();
  }

  /** Hears of the end of an answer. */
  @FunctionalInterface
  interface Finish {

    /** Called on the event loop. */
    void finished(NettyExchange exchange, boolean whole);
  }
}
