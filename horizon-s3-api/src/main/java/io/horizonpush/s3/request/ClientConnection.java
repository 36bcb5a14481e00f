package io.horizonpush.s3.request;

import java.net.InetSocketAddress;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A connection that requests come on, and what was found out about its other end. Thread-safe. */
public final class ClientConnection {

  private final InetSocketAddress remote;
  private final InetSocketAddress local;
  private final boolean secure;

  /** Threads that come first together may each ask; the answers are equally good. */
  private volatile @Nullable Boolean trusted;

  /**
   * @param secure whether it speaks TLS
   */
  public ClientConnection(InetSocketAddress remote, InetSocketAddress local, boolean secure) {
    this.remote = remote;
    this.local = local;
    this.secure = secure;
  }

  /** The address of its other end. */
  public InetSocketAddress remote() {
    return remote;
  }

  /** The address of this end. */
  public InetSocketAddress local() {
    return local;
  }

  /** Whether it speaks TLS. */
  public boolean secure() {
    return secure;
  }

  /**
   * Whether its other end is trusted: asked when a request depends on it first, and remembered for
   * all that follow.
   */
  public boolean isTrustedBy(Predicate<ClientConnection> judge) {
    Boolean known = trusted;
    if (known == null) {
      known = judge.test(this);
      trusted = known;
    }
    return known;
  }
}
