package io.horizonpush.s3.http;

import io.horizonpush.s3.access.Authorizer;
import io.horizonpush.s3.access.BucketRules;
import io.horizonpush.s3.auth.Authenticator;
import io.horizonpush.s3.auth.LocalPeers;
import io.horizonpush.s3.auth.UnsignedSender;
import io.horizonpush.s3.cors.CrossOrigin;
import io.horizonpush.s3.filter.Chain;
import io.horizonpush.s3.filter.Filter;
import io.horizonpush.s3.filter.Identification;
import io.horizonpush.s3.filter.Operation;
import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.parse.RequestParser;
import io.horizonpush.s3.pipeline.ErrorRenderer;
import io.horizonpush.s3.pipeline.LongAnswers;
import io.horizonpush.s3.pipeline.RequestObserver;
import io.horizonpush.s3.pipeline.S3Pipeline;
import io.horizonpush.s3.request.Endpoint;
import io.horizonpush.s3.request.TrustedProxies;
import io.horizonpush.s3.store.BodyMemory;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.EmptyBuckets;
import io.horizonpush.s3.store.TestingFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;

/** A server over a given operation, and raw sockets to it. */
final class TestingServer implements AutoCloseable {

  final BlockingQueue<RequestObserver.Completed> completed = new LinkedBlockingQueue<>();
  final BodyMemory memory = new BodyMemory(BodyMemory.SMALLEST);
  final S3Pipeline pipeline;
  final HttpServer server;

  TestingServer(Operation operation) {
    this(operation, HttpLimits.defaults(), HttpServer.Transport.NATIVE);
  }

  /**
   * @param observer hears of requests in place of the list of those that are completed
   */
  TestingServer(Operation operation, RequestObserver observer) {
    this(
        operation,
        List.of(),
        Identification.NONE,
        HttpLimits.defaults(),
        HttpServer.Transport.NATIVE,
        Optional.empty(),
        Optional.of(observer));
  }

  /** A server that speaks TLS. */
  TestingServer(Operation operation, HttpLimits limits, TestingTls tls) {
    this(
        operation,
        List.of(),
        Identification.NONE,
        limits,
        HttpServer.Transport.NATIVE,
        Optional.of(tls::engine),
        Optional.empty());
  }

  TestingServer(Operation operation, HttpLimits limits, HttpServer.Transport transport) {
    this(operation, List.of(), Identification.NONE, limits, transport);
  }

  TestingServer(
      Operation operation,
      List<Filter> filters,
      Identification identification,
      HttpLimits limits,
      HttpServer.Transport transport) {
    this(operation, filters, identification, limits, transport, Optional.empty(), Optional.empty());
  }

  private TestingServer(
      Operation operation,
      List<Filter> filters,
      Identification identification,
      HttpLimits limits,
      HttpServer.Transport transport,
      Optional<Supplier<SSLEngine>> tls,
      Optional<RequestObserver> observer) {
    Owner owner = new Owner("o", "o");
    Endpoint address = new Endpoint(List.of("localhost"));
    EmptyBuckets empty = new EmptyBuckets(EmptyBuckets.bucket("bucket", owner));
    Authorizer authorizer = new Authorizer(empty, empty, new BucketRules());
    pipeline =
        new S3Pipeline(
            new S3Pipeline.Gates(
                () -> true,
                new CrossOrigin(empty, address::bucket),
                new Authenticator(
                    id -> Optional.empty(),
                    List.of(),
                    new UnsignedSender.Loopback(owner, LocalPeers.ANYBODY)),
                new RequestParser(address, false)::parse,
                identification,
                authorizer),
            new Chain(filters, authorizer, operation),
            new ErrorRenderer("us-east-1")::render,
            observer.orElse(completed::add),
            new LongAnswers(memory, TestingFile::write));
    try {
      server =
          HttpServer.start(
              new HttpServer.Port(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tls, transport),
              pipeline::serve,
              limits,
              TrustedProxies.NONE,
              memory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Limits with short times, for clients that are slow on purpose. */
  static HttpLimits impatient(Duration patience) {
    HttpLimits usual = HttpLimits.defaults();
    return new HttpLimits(
        usual.sizes(),
        new HttpLimits.Deadlines(
            patience, patience, patience, patience, new HttpLimits.MinimumRate(1024, patience)),
        usual.connections());
  }

  /** Reads the whole body and says how long it was. */
  static S3Response swallow(S3Request<?> request) {
    long length = 0;
    for (var next = request.body().next(); next.isPresent(); next = request.body().next()) {
      length += next.get().remaining();
    }
    return text(Long.toString(length));
  }

  static S3Response text(String text) {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    return new S3Response(200, Map.of(), List.of(new Content.Memory(bytes)), bytes.remaining());
  }

  Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(32 << 10);
    socket.connect(server.address());
    socket.setSoTimeout(20_000);
    return socket;
  }

  static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Everything until the server closes. */
  String exchange(String request) throws IOException {
    try (Socket socket = connect()) {
      send(socket, request);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  /** One head, up to its empty line. */
  static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed after: " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  /** One answer: its head and, behind it, its body. */
  static String readAnswer(InputStream in) throws IOException {
    String head = readHead(in);
    int at = head.indexOf("content-length: ") + 16;
    int length = Integer.parseInt(head.substring(at, head.indexOf('\r', at)));
    return head + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    server.close(Duration.ofSeconds(1));
  }
}
