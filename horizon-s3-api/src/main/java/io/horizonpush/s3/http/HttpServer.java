package io.horizonpush.s3.http;

import io.horizonpush.s3.pipeline.Exchange;
import io.horizonpush.s3.request.TrustedProxies;
import io.horizonpush.s3.store.BodyMemory;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;

/**
 * The HTTP/1.1 server: event loops own sockets and framing, and every request runs as one virtual
 * thread. Thread-safe.
 */
public final class HttpServer implements AutoCloseable {

  /** How long requests may take to end when a server is closed without saying. */
  private static final Duration DRAIN = Duration.ofSeconds(30);

  private static final String NETTY_EVENTS = "io.netty.jfr.enabled";
  private static final String NETTY_LEAKS = "io.netty.leakDetection.level";
  private static final int BACKLOG = 1024;

  static {
    // Its events for the flight recorder are not read here, and would load a seventh of all classes
    // that Netty needs at a start. Whoever wants them sets the property.
    if (System.getProperty(NETTY_EVENTS) == null) {
      System.setProperty(NETTY_EVENTS, "false");
    }
    // Tests look for leaked buffers, at every one of them; a node need not record where each was.
    if (System.getProperty(NETTY_LEAKS) == null) {
      System.setProperty(NETTY_LEAKS, "disabled");
    }
  }

  private final EventLoopThreads threads;
  private final EventLoopGroup eventLoops;
  private final ExecutorService requests;
  private final OpenConnections connections;
  private final Channel listener;

  private HttpServer(
      EventLoopThreads threads,
      EventLoopGroup eventLoops,
      ExecutorService requests,
      OpenConnections connections,
      Channel listener) {
    this.threads = threads;
    this.eventLoops = eventLoops;
    this.requests = requests;
    this.connections = connections;
    this.listener = listener;
  }

  /**
   * Loads what a first server needs, Netty's classes and its native library, which takes longer
   * than anything else at the start of a node: so that it can be done beside other work.
   */
  public static void preload() {
    boolean epoll = Epoll.isAvailable();
    PooledByteBufAllocator.DEFAULT.directBuffer(1).release();
    EventLoopGroup eventLoops =
        new MultiThreadIoEventLoopGroup(
            1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    var _ = eventLoops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    var _ = bootstrap(eventLoops, epoll);
  }

  /**
   * Starts to serve.
   *
   * @param service answers each request, on a thread of that request's own
   * @param proxies whose word counts about where a request comes from
   * @param memory for the bytes of bodies between the network and who takes them
   * @throws IOException if it cannot listen there; the message says where and why
   */
  public static HttpServer start(
      Port port,
      Consumer<Exchange> service,
      HttpLimits limits,
      TrustedProxies proxies,
      BodyMemory memory)
      throws IOException {
    boolean epoll = port.transport() == Transport.NATIVE && Epoll.isAvailable();
    EventLoopThreads threads = new EventLoopThreads();
    EventLoopGroup eventLoops =
        new MultiThreadIoEventLoopGroup(
            Runtime.getRuntime().availableProcessors(),
            threads,
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    ExecutorService requests =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("s3-request").factory());
    OpenConnections connections = new OpenConnections(limits.connections(), proxies);
    InetSocketAddress address = port.address();
    ChannelFuture bound =
        bootstrap(eventLoops, epoll)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, new ReceiveBuffers(memory))
            .childHandler(new Connector(port.tls(), service, limits, connections, memory, requests))
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      requests.close();
      shutDown(threads, eventLoops);
      throw new IOException(
          "Cannot listen on %s:%d: %s. Stop the program that uses it, or choose another address."
              .formatted(address.getHostString(), address.getPort(), reason(bound.cause())),
          bound.cause());
    }
    return new HttpServer(threads, eventLoops, requests, connections, bound.channel());
  }

  private static ServerBootstrap bootstrap(EventLoopGroup eventLoops, boolean epoll) {
    Class<? extends ServerSocketChannel> type =
        epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    return new ServerBootstrap()
        .group(eventLoops)
        .channel(type)
        .handler(new AcceptFailures())
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.AUTO_READ, false)
        .childOption(ChannelOption.TCP_NODELAY, true)
        // Chosen, not inherited: the default of Netty 4.2 is the younger adaptive allocator.
        .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT);
  }

  private static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  /** Where it listens, with the real port. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /** Closes, giving running requests the usual time. */
  @Override
  public void close() {
    close(DRAIN);
  }

  /**
   * Stops accepting, lets running requests end, then closes what is left. Idempotent.
   *
   * @param drain how long requests may take to end
   */
  public void close(Duration drain) {
    listener.close().awaitUninterruptibly();
    connections.drain(drain);
    requests.shutdown();
    try {
      if (!requests.awaitTermination(1, TimeUnit.SECONDS)) {
        requests.shutdownNow();
        var _ = requests.awaitTermination(5, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      requests.shutdownNow();
      Thread.currentThread().interrupt();
    }
    shutDown(threads, eventLoops);
  }

  private static void shutDown(EventLoopThreads threads, EventLoopGroup eventLoops) {
    threads.mayEnd();
    eventLoops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /**
   * Where a server listens, and how.
   *
   * @param address with port 0 for any free one
   * @param tls gives each connection an engine of its own; absent where there is no TLS
   */
  public record Port(
      InetSocketAddress address, Optional<Supplier<SSLEngine>> tls, Transport transport) {}

  /** What moves the bytes. */
  public enum Transport {
    /** The operating system's best (epoll on Linux), or NIO where that cannot be loaded. */
    NATIVE,
    /** Java's own. */
    NIO
  }

  /** Builds the pipeline of each new connection. */
  private static final class Connector extends ChannelInitializer<SocketChannel> {

    private final Optional<Supplier<SSLEngine>> tls;
    private final Consumer<Exchange> service;
    private final HttpLimits limits;
    private final OpenConnections connections;
    private final BodyMemory memory;
    private final ExecutorService requests;
    private final ConcurrentMap<EventLoop, RequestBatch> batches = new ConcurrentHashMap<>();
    private final Errors errors;

    private Connector(
        Optional<Supplier<SSLEngine>> tls,
        Consumer<Exchange> service,
        HttpLimits limits,
        OpenConnections connections,
        BodyMemory memory,
        ExecutorService requests) {
      this.tls = tls;
      this.memory = memory;
      this.service = service;
      this.limits = limits;
      this.connections = connections;
      this.requests = requests;
      this.errors = new Errors(requests);
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      ChannelPipeline handlers = channel.pipeline();
      tls.ifPresent(engines -> addTls(handlers, engines.get()));
      StrictRequestDecoder decoder = new StrictRequestDecoder(limits.sizes());
      handlers.addLast(
          decoder,
          new ConnectionHandler(
              channel,
              decoder,
              limits,
              connections,
              memory,
              batches.computeIfAbsent(
                  channel.eventLoop(), loop -> new RequestBatch(loop, requests, service))),
          errors);
    }

    private void addTls(ChannelPipeline handlers, SSLEngine engine) {
      handlers.addLast(
          new PlaintextRefusal(limits.deadlines().linger()),
          new TlsHandler(engine, limits.deadlines(), requests));
    }
  }

  /**
   * Lets a thread die of an error that an event loop met and survived, as one dies of an error that
   * a request met: what it means for the process is decided where such deaths are heard of.
   */
  @ChannelHandler.Sharable
  private static final class Errors extends ChannelInboundHandlerAdapter {

    private final ExecutorService threads;

    private Errors(ExecutorService threads) {
      this.threads = threads;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      if (cause instanceof Error error) {
        threads.execute(
            () -> {
              throw error;
            });
      }
    }
  }
}
