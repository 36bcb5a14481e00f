package io.horizonpush.s3.http;

import io.horizonpush.s3.error.ErrorRenderer;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.RequestHead;
import io.horizonpush.s3.model.RequestId;
import io.horizonpush.s3.model.S3Exception;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request on a Netty connection. Used by the request's thread; what the event loop looks at is
 * volatile.
 */
final class NettyExchange implements Exchange {

  private static final AsciiString SERVER = AsciiString.cached("HorizonPush");
  private static final AsciiString REQUEST_ID = AsciiString.cached("x-amz-request-id");
  private static final AsciiString HOST_ID = AsciiString.cached("x-amz-id-2");

  private final ConnectionHandler connection;
  private final RequestHead head;
  private final @Nullable S3Exception fault;
  private final boolean keepAlive;
  private final BodyBridge body;
  private final long arrivedNanos = System.nanoTime();

  private volatile @Nullable Sent sent;
  private volatile boolean begun;
  private volatile boolean closing;
  private long begunNanos = arrivedNanos;
  private long bytesOut;

  NettyExchange(
      ConnectionHandler connection,
      RequestHead head,
      @Nullable S3Exception fault,
      boolean keepAlive,
      BodyBridge body) {
    this.connection = connection;
    this.head = head;
    this.fault = fault;
    this.keepAlive = keepAlive;
    this.body = body;
  }

  @Override
  public RequestHead head() {
    return head;
  }

  @Override
  public Optional<S3Exception> fault() {
    return Optional.ofNullable(fault);
  }

  @Override
  public BodyBridge body() {
    return body;
  }

  @Override
  public InetSocketAddress remote() {
    return connection.remote();
  }

  @Override
  public void send(S3Response response, RequestId id, Sent whenSent) {
    this.sent = whenSent;
    HttpResponseStatus status = HttpResponseStatus.valueOf(response.status());
    boolean bodiless = hasNoContent(response.status());
    try (ResponseWriter writer = new ResponseWriter(connection.output(), this, response)) {
      HttpResponse answer =
          new DefaultHttpResponse(HttpVersion.HTTP_1_1, status, headers(response, id, bodiless));
      writer.write(answer, !bodiless && !head.method().equals("HEAD"));
    }
  }

  private HttpHeaders headers(S3Response response, RequestId id, boolean bodiless) {
    // Validating: a value with a line break in it must never leave this server.
    HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
    for (Map.Entry<String, String> header : response.headers().entrySet()) {
      headers.add(header.getKey(), header.getValue());
    }
    if (!bodiless) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(response.length()));
    }
    headers.set(HttpHeaderNames.DATE, HttpDate.now());
    headers.set(HttpHeaderNames.SERVER, SERVER);
    headers.set(REQUEST_ID, id.value());
    headers.set(HOST_ID, ErrorRenderer.HOST_ID);
    closing = !keepAlive || fault != null || !connection.canContinueAfter(this);
    headers.set(
        HttpHeaderNames.CONNECTION, closing ? HttpHeaderValues.CLOSE : HttpHeaderValues.KEEP_ALIVE);
    return headers;
  }

  /** RFC 9110 §8.6: such answers have no content, and no length of it either. */
  private static boolean hasNoContent(int status) {
    return status < 200 || status == 204 || status == 304;
  }

  @Override
  public boolean begun() {
    return begun;
  }

  @Override
  public void abort() {
    connection.closeNow();
  }

  /** Notes that bytes of the answer are being handed over. On the request's thread. */
  void begin() {
    if (!begun) {
      begunNanos = System.nanoTime();
      begun = true;
    }
  }

  /** Counts bytes of the answer's body that are handed over. On the request's thread. */
  void count(long bytes) {
    bytesOut += bytes;
  }

  /** Whether the connection ends with this answer. */
  boolean closing() {
    return closing;
  }

  /** Whether the client's bytes cannot be told apart any more. */
  boolean isFaulty() {
    return fault != null;
  }

  /** Tells the request's end to whoever waits for it. On the event loop, once. */
  void ended(boolean whole) {
    Sent waiting = sent;
    sent = null;
    if (waiting != null) {
      waiting.ended(new Progress(whole, body.received(), bytesOut, arrivedNanos, begunNanos));
    }
  }
}
