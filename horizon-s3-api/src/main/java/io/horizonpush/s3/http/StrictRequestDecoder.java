package io.horizonpush.s3.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Netty's decoder behind a strict check of each head's bytes, one request at a time: what comes of
 * the next stays bytes until its turn, since a request takes many times as much as its bytes. After
 * the first fault it takes no more: nobody can tell where a further request would begin. Confined
 * to its event loop.
 */
final class StrictRequestDecoder extends HttpRequestDecoder {

  /** Large reads of a body arrive in few pieces. */
  private static final int LARGEST_CHUNK = 64 << 10;

  private final HeadScanner syntax = new HeadScanner();
  private final int mostHeaders;

  /** How many of the readable bytes the syntax has seen already. */
  private int seen;

  private boolean inHead = true;
  private boolean broken;

  /** Whether a request has ended and its answer has not. */
  private boolean resting;

  private boolean decoding;
  private long headBegunNanos;
  private @Nullable ChannelHandlerContext context;

  StrictRequestDecoder(HttpLimits.Sizes sizes) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(sizes.requestLine())
            .setMaxHeaderSize(sizes.headerBytes())
            .setMaxChunkSize(LARGEST_CHUNK)
            .setInitialBufferSize(512)
            .setAllowDuplicateContentLengths(false)
            .setStrictLineParsing(true));
    this.mostHeaders = sizes.headers();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    super.handlerAdded(ctx);
    context = ctx;
  }

  /** Whether a head has begun and not ended. */
  boolean headBegun() {
    return inHead && !broken && syntax.begun();
  }

  /** Whether a fault was found, after which nothing more is taken. */
  boolean broken() {
    return broken;
  }

  /** What the bytes take that have come of later requests than the one at hand. */
  int held() {
    ByteBuf bytes = internalBuffer();
    return resting && bytes.isReadable() ? bytes.capacity() : 0;
  }

  /** Turns to the next request, of which something may have come already. */
  void proceed() {
    boolean more = held() > 0;
    resting = false;
    ChannelHandlerContext ctx = context;
    if (more && !decoding && ctx != null) {
      lookAgain(ctx);
    }
  }

  /** Looks again at what has come. */
  private void lookAgain(ChannelHandlerContext ctx) {
    try {
      channelRead(ctx, Unpooled.EMPTY_BUFFER);
    } catch (Exception e) {
      ctx.fireExceptionCaught(e);
    }
  }

  /** Takes no more, not even what has come already. */
  void refuse() {
    broken = true;
    proceed();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object input) throws Exception {
    decoding = true;
    try {
      super.channelRead(ctx, input);
    } finally {
      decoding = false;
    }
  }

  /** When the head that has begun did so, as of {@link System#nanoTime}. */
  long headBegunNanos() {
    return headBegunNanos;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf bytes, List<Object> out)
      throws Exception {
    if (broken) {
      bytes.skipBytes(bytes.readableBytes());
      return;
    }
    if (resting) {
      return;
    }
    if (inHead && !isHeadSound(bytes)) {
      broken = true;
      bytes.skipBytes(bytes.readableBytes());
      out.add(faulty());
      return;
    }
    int before = bytes.readerIndex();
    int known = out.size();
    super.decode(ctx, bytes, out);
    seen = Math.max(0, seen - (bytes.readerIndex() - before));
    for (int at = known; at < out.size(); at++) {
      note((HttpObject) out.get(at));
    }
  }

  private boolean isHeadSound(ByteBuf bytes) {
    boolean begun = syntax.begun();
    int from = bytes.readerIndex() + seen;
    seen = syntax.scan(bytes, from, bytes.writerIndex()) - bytes.readerIndex();
    if (!begun && syntax.begun()) {
      headBegunNanos = System.nanoTime();
    }
    return !syntax.faulty() && syntax.lines() <= mostHeaders;
  }

  private void note(HttpObject decoded) {
    if (decoded.decoderResult().isFailure()) {
      broken = true;
    } else if (decoded instanceof LastHttpContent) {
      resting = true;
      inHead = true;
      seen = 0;
      syntax.reset();
    } else if (decoded instanceof HttpRequest) {
      inHead = false;
    }
  }

  /** RFC 9112 §6.3 lets a server choose; having both is how smuggling begins. */
  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("Both Content-Length and Transfer-Encoding");
  }

  private HttpRequest faulty() {
    HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
    request.setDecoderResult(
        DecoderResult.failure(
            syntax.faulty()
                ? new IllegalArgumentException("Malformed head")
                : new TooLongHttpHeaderException("Too many headers")));
    return request;
  }
}
