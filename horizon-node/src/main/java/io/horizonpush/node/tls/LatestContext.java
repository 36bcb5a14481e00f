package io.horizonpush.node.tls;

import java.security.SecureRandom;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * A context that stands for whichever there is at the time: for a server that asks for one at its
 * start and never again. Thread-safe.
 */
final class LatestContext extends SSLContext {

  LatestContext(Supplier<SSLContext> latest) {
    super(new Delegation(latest), latest.get().getProvider(), latest.get().getProtocol());
  }

  private static final class Delegation extends SSLContextSpi {

    private final Supplier<SSLContext> latest;

    private Delegation(Supplier<SSLContext> latest) {
      this.latest = latest;
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {
      throw new IllegalStateException("It stands for contexts that are ready");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      return latest.get().getSocketFactory();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      return latest.get().getServerSocketFactory();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      return latest.get().createSSLEngine();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      return latest.get().createSSLEngine(host, port);
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      return latest.get().getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      return latest.get().getClientSessionContext();
    }
  }
}
