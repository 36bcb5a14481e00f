package io.horizonpush.s3.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;

/**
 * The TLS side of one connection. A handshake has as long as the head of a request; what takes long
 * in it, the signature of the server above all, is computed on a thread of its own. Confined to its
 * event loop.
 */
final class TlsHandler extends SslHandler {

  /**
   * @param tasks runs each computation on a thread of its own
   */
  TlsHandler(SSLEngine engine, HttpLimits.Deadlines deadlines, Executor tasks) {
    super(engine, false, tasks);
    setHandshakeTimeoutMillis(deadlines.head().toMillis());
    setCloseNotifyFlushTimeoutMillis(deadlines.linger().toMillis());
  }

  /** What the bytes take that have come and cannot be decrypted yet. */
  int held() {
    ByteBuf bytes = internalBuffer();
    return bytes.isReadable() ? bytes.capacity() : 0;
  }
}
