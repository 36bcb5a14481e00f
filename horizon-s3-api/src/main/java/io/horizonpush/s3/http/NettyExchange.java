package io.horizonpush.s3.http;

import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.pipeline.Exchange;
import io.horizonpush.s3.request.Client;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.RequestId;
import io.horizonpush.s3.request.TrustedProxies;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request on a Netty connection. Used by the request's thread; what the event loop looks at is
 * volatile.
 */
final class NettyExchange implements Exchange {

  private final ConnectionHandler connection;
  private final TrustedProxies.Sent request;
  private final @Nullable S3Exception fault;
  private final boolean keepAlive;
  private final boolean takesChunks;
  private final BodyBridge body;
  private final long arrivedNanos = System.nanoTime();

  private volatile @Nullable Sent sent;
  private volatile boolean begun;
  private volatile boolean closing;
  private volatile boolean endsByClosing;
  private long begunNanos = arrivedNanos;
  private long bytesOut;

  NettyExchange(
      ConnectionHandler connection,
      TrustedProxies.Sent request,
      @Nullable S3Exception fault,
      boolean keepAlive,
      boolean takesChunks,
      BodyBridge body) {
    this.connection = connection;
    this.request = request;
    this.fault = fault;
    this.keepAlive = keepAlive;
    this.takesChunks = takesChunks;
    this.body = body;
  }

  @Override
  public RequestHead head() {
    return request.head();
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
  public Client client() {
    return request.client();
  }

  @Override
  public void send(S3Response response, RequestId id, Sent whenSent) {
    this.sent = whenSent;
    boolean answersHead = request.head().method().equals("HEAD");
    Framing framing = Framing.of(response, answersHead, takesChunks);
    endsByClosing = framing == Framing.UNTIL_CLOSE;
    closing = !keepAlive || endsByClosing || fault != null || !connection.canContinueAfter(this);
    try (ResponseWriter writer = new ResponseWriter(connection.output(), this, response, framing)) {
      writer.write(
          ResponseHead.encode(response, id, framing, closing),
          framing != Framing.HEAD_ONLY && !answersHead);
    }
  }

  @Override
  public boolean begun() {
    return begun;
  }

  @Override
  public void abort() {
    connection.breakOff(this);
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

  /** Whether the client takes the end of the connection for the end of this answer. */
  boolean endsByClosing() {
    return endsByClosing;
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
