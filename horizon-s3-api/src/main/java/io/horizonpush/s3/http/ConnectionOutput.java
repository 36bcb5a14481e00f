package io.horizonpush.s3.http;

import io.horizonpush.s3.pipeline.ConnectionLostException;
import io.horizonpush.s3.store.BodyMemory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.epoll.EpollSocketChannelConfig;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The way from requests' threads to a connection: each step is one task on the event loop and one
 * flush. Thread-safe.
 */
final class ConnectionOutput {

  private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

  private final Channel channel;
  private final @Nullable TlsHandler tls;
  private final Listener listener;
  private final OutboundWindow window;

  ConnectionOutput(
      Channel channel, @Nullable TlsHandler tls, Listener listener, BodyMemory memory) {
    this.window = new OutboundWindow(memory);
    this.channel = channel;
    this.tls = tls;
    this.listener = listener;
  }

  /** Whether what leaves is encrypted here, so that no file can be left to the kernel. */
  boolean encrypts() {
    return tls != null;
  }

  OutboundWindow window() {
    return window;
  }

  ByteBuf buffer(int capacity) {
    return channel.alloc().directBuffer(capacity);
  }

  /**
   * Writes pieces in one go, and flushes. Takes them over in any case.
   *
   * @throws ConnectionLostException if the server is closed
   */
  void write(NettyExchange exchange, List<Outgoing> pieces, boolean last) {
    try {
      channel.eventLoop().execute(() -> writeNow(exchange, pieces, last));
    } catch (RejectedExecutionException e) {
      pieces.forEach(Outgoing::drop);
      throw new ConnectionLostException();
    }
  }

  private void writeNow(NettyExchange exchange, List<Outgoing> pieces, boolean last) {
    boolean corked = isHeadOfAFile(pieces) && cork(true);
    try {
      writeAll(exchange, pieces, last);
      channel.flush();
    } catch (RuntimeException | Error e) {
      fail(e);
    } finally {
      if (corked) {
        cork(false);
      }
    }
  }

  private static boolean isHeadOfAFile(List<Outgoing> pieces) {
    return pieces.size() > 1
        && pieces.get(0) instanceof Outgoing.Bytes
        && pieces.get(1) instanceof Outgoing.Held;
  }

  /**
   * Lets the kernel keep what does not fill a segment, so that a head leaves with the first bytes
   * of its file, or lets all of it go; tells whether this connection can.
   */
  private boolean cork(boolean on) {
    if (!(channel.config() instanceof EpollSocketChannelConfig config) || !channel.isActive()) {
      return false;
    }
    try {
      config.setTcpCork(on);
      return true;
    } catch (ChannelException e) {
      // The client is gone, which the write finds out.
      return false;
    }
  }

  private void writeAll(NettyExchange exchange, List<Outgoing> pieces, boolean last) {
    int at = 0;
    try {
      while (at < pieces.size()) {
        int end = at + 1;
        Object message;
        switch (pieces.get(at)) {
          case Outgoing.Held held -> message = held.message();
          case Outgoing.Bytes _ -> {
            end = endOfBytes(pieces, at);
            message = joined(pieces.subList(at, end));
          }
        }
        OutboundWindow.Room room = pieces.get(at).room();
        at = end;
        write(exchange, message, room, last && end == pieces.size());
      }
    } catch (RuntimeException | Error e) {
      giveUp(pieces.subList(at, pieces.size()));
      throw e;
    }
  }

  /** Lets go of what was not written; without it the connection is of no use. */
  private void giveUp(List<Outgoing> unwritten) {
    for (Outgoing piece : unwritten) {
      piece.drop();
      window.release(piece.room());
    }
    var _ = channel.close();
  }

  /** Ends the connection. Netty would only log what a task or a listener throws. */
  private void fail(Throwable thrown) {
    channel.pipeline().fireExceptionCaught(thrown);
  }

  private static int endOfBytes(List<Outgoing> pieces, int from) {
    int end = from;
    while (end < pieces.size() && pieces.get(end) instanceof Outgoing.Bytes) {
      end++;
    }
    return end;
  }

  /** One buffer for the kernel; bytes on the heap would be copied to one anyway. */
  private ByteBuf joined(List<Outgoing> run) {
    int length = 0;
    for (Outgoing piece : run) {
      length += piece instanceof Outgoing.Bytes(ByteBuffer bytes) ? bytes.remaining() : 0;
    }
    ByteBuf joined = channel.alloc().directBuffer(length);
    for (Outgoing piece : run) {
      if (piece instanceof Outgoing.Bytes(ByteBuffer bytes)) {
        joined.writeBytes(bytes.duplicate());
      }
    }
    return joined;
  }

  private void write(
      NettyExchange exchange, Object message, OutboundWindow.Room room, boolean last) {
    ChannelPromise promise =
        last || room.bytes() > 0
            ? channel.newPromise().addListener(done -> written(exchange, room, last, done))
            : channel.voidPromise();
    var _ = channel.write(message, promise);
  }

  private void written(
      NettyExchange exchange, OutboundWindow.Room room, boolean last, Future<?> done) {
    if (room.bytes() > 0) {
      window.release(room);
    }
    try {
      if (last || !done.isSuccess()) {
        listener.finished(exchange, done.isSuccess());
      }
      if (done.cause() instanceof Error error) {
        fail(error);
      }
    } catch (RuntimeException | Error e) {
      fail(e);
    }
  }

  /** Says that bytes of the body are wanted, if need be by telling the client to send them. */
  void demand(boolean sayContinue) {
    try {
      channel
          .eventLoop()
          .execute(
              () -> {
                try {
                  demandNow(sayContinue);
                } catch (RuntimeException | Error e) {
                  fail(e);
                }
              });
    } catch (RejectedExecutionException e) {
      var _ = channel.close();
    }
  }

  private void demandNow(boolean sayContinue) {
    if (sayContinue) {
      // A failed write closes the connection by itself: nothing waits for this one.
      var _ =
          channel.writeAndFlush(
              ByteBufUtil.writeAscii(channel.alloc(), CONTINUE), channel.voidPromise());
    }
    listener.wanted();
  }

  /** Says that nothing more will come, and still takes bytes. On the event loop. */
  void end() {
    DuplexChannel socket = (DuplexChannel) channel;
    if (tls == null) {
      var _ = socket.shutdownOutput();
    } else {
      var _ =
          tls.closeOutbound()
              .addListener(
                  _ -> {
                    var _ = socket.shutdownOutput();
                  });
    }
  }

  /**
   * Ends the connection so that its client cannot take it for an orderly end: by a reset, and
   * without the word by which TLS says that all is sent. From any thread.
   */
  void reset() {
    try {
      var _ = channel.config().setOption(ChannelOption.SO_LINGER, 0);
    } catch (ChannelException e) {
      // The client is gone, which is what it is to hear.
    }
    ChannelHandlerContext first = channel.pipeline().firstContext();
    if (first == null) {
      var _ = channel.close(); // It is closed already, and has let go of its handlers.
    } else {
      var _ = first.close(); // From the first handler on it passes no other.
    }
  }

  /** Lets nobody wait any longer for a connection that is gone. */
  void close() {
    window.close();
  }

  /** Hears of what happens on the other side. Called on the event loop. */
  interface Listener {

    /** An answer has ended. */
    void finished(NettyExchange exchange, boolean whole);

    /** Whoever reads the body waits for more of it. */
    void wanted();
  }
}
