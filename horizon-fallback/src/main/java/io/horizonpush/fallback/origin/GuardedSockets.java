package io.horizonpush.fallback.origin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A factory of TLS sockets that asks the {@link AddressGuard} about the address that a socket is
 * connected to, before a byte goes through it.
 *
 * <p>{@code HttpsURLConnection} connects a plain socket and lays TLS over it where the factory has
 * no unconnected ones, as this one: the one method that it then calls is the one that sees both.
 */
public final class GuardedSockets extends SSLSocketFactory {

  private final AddressGuard guard;
  private final SSLSocketFactory tls;

  public GuardedSockets(AddressGuard guard) {
    this.guard = guard;
    this.tls = (SSLSocketFactory) SSLSocketFactory.getDefault();
  }

  @Override
  public Socket createSocket(Socket connected, String host, int port, boolean autoClose)
      throws IOException {
    try {
      guard.check(host, connected.getInetAddress());
    } catch (OriginException e) {
      connected.close();
      throw e;
    }
    return tls.createSocket(connected, host, port, autoClose);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw unconnected();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    throw unconnected();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    throw unconnected();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    throw unconnected();
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return tls.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return tls.getSupportedCipherSuites();
  }

  private static IOException unconnected() {
    return new IOException("Only what is connected is guarded");
  }
}
