package io.horizonpush.s3.http;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.Client;
import io.horizonpush.s3.request.ClientConnection;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.TrustedProxies.Sent;
import io.horizonpush.s3.store.BodyMemory;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: takes one request at a time, has it served on a thread of its own, sends the
 * answer. Confined to its event loop but for the methods that say otherwise.
 */
final class ConnectionHandler extends ChannelInboundHandlerAdapter
    implements ConnectionOutput.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionHandler.class);
  private static final RequestHead UNREADABLE = new RequestHead("GET", "/", "", List.of());

  /** What the connection is at. */
  enum Phase {
    IDLE,
    SERVING,
    SKIPPING,
    LINGERING
  }

  private final HttpLimits limits;
  private final OpenConnections connections;
  private final BodyMemory memory;
  private final RequestRunner runner;
  private final StrictRequestDecoder decoder;
  private final Channel channel;

  /** What is between the channel and the decoder where the connection speaks TLS. */
  private final @Nullable TlsHandler tls;

  private final ConnectionOutput output;

  private final SmallPieces smallPieces;

  /**
   * What is counted of the bytes that have come and that nobody takes yet: of later requests, or
   * not decrypted. Bounded by one read.
   */
  private int heldBytes;

  private @Nullable ClientConnection connection;
  private @Nullable NettyExchange current;
  private boolean bodyComplete;

  // Written by the event loop; whoever looks for a connection to end reads them on another thread.
  private volatile Phase phase = Phase.IDLE;
  private volatile long phaseNanos = System.nanoTime();

  ConnectionHandler(
      Channel channel,
      StrictRequestDecoder decoder,
      HttpLimits limits,
      OpenConnections connections,
      BodyMemory memory,
      RequestRunner runner) {
    this.channel = channel;
    this.tls = channel.pipeline().get(TlsHandler.class);
    this.output = new ConnectionOutput(channel, tls, this, memory);
    this.smallPieces = new SmallPieces(channel.alloc());
    this.memory = memory;
    this.decoder = decoder;
    this.limits = limits;
    this.connections = connections;
    this.runner = runner;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (!(channel.remoteAddress() instanceof InetSocketAddress remote)
        || !(channel.localAddress() instanceof InetSocketAddress local)
        || !connections.admit(this, remote.getAddress())) {
      closeNow();
      return;
    }
    connection = new ClientConnection(remote, local, tls != null);
    ConnectionWatch.start(this, limits.deadlines());
    adjustReading();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    take((HttpObject) message);
  }

  private void take(HttpObject object) {
    switch (phase) {
      case IDLE -> begin(object);
      case SERVING -> takeBody((HttpContent) object);
      case SKIPPING -> skip(object);
      case LINGERING -> ReferenceCountUtil.release(object);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    endRead();
  }

  /** Settles what a look at new bytes has brought. */
  private void endRead() {
    if (current != null) {
      smallPieces.handOn(current.body());
    }
    count(decoder.held() + (tls == null ? 0 : tls.held()));
    adjustReading();
  }

  private void count(int held) {
    if (held != heldBytes) {
      memory.pass(held - heldBytes);
      heldBytes = held;
    }
  }

  @Override
  public void wanted() {
    adjustReading();
  }

  /**
   * Lets bytes come, or not. Each change is a system call, so reading goes on while a request is
   * served: it stops when something came of the next one, or more of a body than is wanted.
   */
  private void adjustReading() {
    var _ = channel.config().setAutoRead(wantsMore());
  }

  private boolean wantsMore() {
    NettyExchange exchange = current;
    if (exchange == null || phase != Phase.SERVING) {
      return true;
    }
    return bodyComplete ? decoder.held() == 0 && !decoder.broken() : exchange.body().wantsMore();
  }

  private void begin(HttpObject object) {
    ClientConnection from = connection;
    if (!(object instanceof HttpRequest request) || from == null || !channel.isActive()) {
      ReferenceCountUtil.release(object);
      return;
    }
    Sent sent = new Sent(UNREADABLE, Client.of(from));
    Optional<S3Exception> fault = RequestGuard.fault(request);
    if (fault.isEmpty()) {
      try {
        sent = connections.proxies().read(RequestGuard.head(request), from);
      } catch (S3Exception e) {
        fault = Optional.of(e);
      }
    }
    NettyExchange exchange =
        new NettyExchange(
            this,
            sent,
            fault.orElse(null),
            fault.isEmpty() && HttpUtil.isKeepAlive(request),
            request.protocolVersion().equals(HttpVersion.HTTP_1_1),
            body(request, fault.isPresent()));
    current = exchange;
    bodyComplete = request.decoderResult().isFailure();
    enter(Phase.SERVING);
    try {
      runner.run(exchange);
    } catch (RejectedExecutionException e) {
      closeNow();
    }
  }

  private BodyBridge body(HttpRequest request, boolean faulty) {
    long announced =
        faulty
            ? 0
            : HttpUtil.isTransferEncodingChunked(request)
                ? -1
                : HttpUtil.getContentLength(request, 0L);
    return new BodyBridge(
        announced, HttpUtil.is100ContinueExpected(request), output::demand, memory);
  }

  private void takeBody(HttpContent content) {
    NettyExchange exchange = current;
    if (exchange == null) {
      content.release();
      return;
    }
    BodyBridge body = exchange.body();
    smallPieces.take(content.content(), body);
    if (content.decoderResult().isFailure()) {
      bodyComplete = true;
      smallPieces.handOn(body);
      body.fail(
          new S3Exception(
              S3ErrorCode.BAD_REQUEST, "The chunked transfer coding of the body is broken."));
    } else if (content instanceof LastHttpContent) {
      bodyComplete = true;
      smallPieces.handOn(body);
      body.end();
    }
  }

  private void skip(HttpObject object) {
    boolean failed = object.decoderResult().isFailure();
    boolean last = object instanceof LastHttpContent;
    ReferenceCountUtil.release(object);
    if (failed) {
      closeNow();
    } else if (last) {
      next();
    }
  }

  /** Turns to the next request, of which something may have come already. */
  private void next() {
    current = null;
    enter(Phase.IDLE);
    if (connections.draining()) {
      closeNow();
      return;
    }
    decoder.proceed();
    endRead();
  }

  @Override
  public void finished(NettyExchange exchange, boolean whole) {
    if (exchange != current) {
      return;
    }
    exchange.ended(whole);
    exchange.body().discard();
    if (!whole) {
      breakOff(exchange);
    } else if (!exchange.closing()) {
      continueAfter();
    } else if (bodyComplete && !exchange.isFaulty()) {
      closeNow();
    } else {
      linger();
    }
  }

  private void continueAfter() {
    if (bodyComplete) {
      next();
    } else {
      enter(Phase.SKIPPING);
      adjustReading();
    }
  }

  /**
   * Closes in two steps: closing at once with unread bytes would reset the connection, and the
   * client would lose the answer (RFC 9112 §9.6).
   */
  private void linger() {
    enter(Phase.LINGERING);
    decoder.refuse();
    output.end();
    adjustReading();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    var _ = connections.leave(this);
    output.close();
    smallPieces.drop();
    count(0);
    NettyExchange exchange = current;
    if (exchange != null) {
      exchange.body().fail(ClientFaults.gone());
      exchange.body().discard();
      exchange.ended(false);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("Connection from {} broke", channel.remoteAddress(), cause);
    closeNow();
    ctx.fireExceptionCaught(cause);
  }

  private void enter(Phase entered) {
    phase = entered;
    phaseNanos = System.nanoTime();
  }

  Phase phase() {
    return phase;
  }

  /** Whether it serves nobody: its client has still to send a request, or has its answer. */
  boolean isWaiting() {
    return phase != Phase.SERVING;
  }

  /** Since when the connection is in its phase. From any thread. */
  long phaseNanos() {
    return phaseNanos;
  }

  StrictRequestDecoder decoder() {
    return decoder;
  }

  Channel channel() {
    return channel;
  }

  Optional<NettyExchange> current() {
    return Optional.ofNullable(current);
  }

  /** From any thread. */
  ConnectionOutput output() {
    return output;
  }

  /** Whether another request may follow on this connection. From any thread. */
  boolean canContinueAfter(NettyExchange exchange) {
    return !connections.draining() && exchange.body().skippable(limits.sizes().unreadBody());
  }

  /** Ends the connection when no request is under way. From any thread. */
  void closeWhenIdle() {
    channel
        .eventLoop()
        .execute(
            () -> {
              if (phase == Phase.IDLE && !decoder.headBegun()) {
                closeNow();
              }
            });
  }

  /**
   * Ends the connection unless it has got a request meanwhile. From any thread.
   *
   * @param otherwise done if it has
   */
  void closeWhenWaiting(Runnable otherwise) {
    channel
        .eventLoop()
        .execute(
            () -> {
              if (isWaiting()) {
                closeNow();
              } else if (channel.isActive()) {
                otherwise.run();
              }
            });
  }

  /** From any thread. */
  void closeNow() {
    var _ = channel.close();
  }

  /**
   * Ends the connection before an answer's end, so that its client cannot take what came for all of
   * it. From any thread.
   */
  void breakOff(NettyExchange exchange) {
    if (exchange.endsByClosing() && exchange.begun()) {
      output.reset();
    } else {
      closeNow();
    }
  }
}
