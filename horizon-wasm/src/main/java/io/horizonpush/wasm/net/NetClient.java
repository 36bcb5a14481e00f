package io.horizonpush.wasm.net;

import io.horizonpush.s3.request.PublicAddresses;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sends requests of plugins: one connection each, no redirect followed, no proxy, nothing kept.
 *
 * <p>Not the client of Java, which looks a host up by itself: an address that was checked before
 * need not be the one that it connects to. Here the very address that was checked is connected to.
 * Thread-safe; blocks its (virtual) thread.
 */
public final class NetClient {

  private static final int CONNECT_MILLIS = 5_000;

  /** Finds the addresses of a host. */
  @FunctionalInterface
  public interface Resolver {

    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /** Connects to the servers of requests. */
  @FunctionalInterface
  public interface Connector {

    /**
     * A connection over which an HTTP server speaks.
     *
     * @param everywhere whether addresses may be spoken to that are not public
     * @param deadline by {@link System#nanoTime}
     * @throws NetRefusedException if the server has such an address otherwise
     */
    Socket connect(NetRequest request, boolean everywhere, long deadline) throws IOException;
  }

  private final Connector connector;

  public NetClient() {
    this(InetAddress::getAllByName, () -> (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  NetClient(Resolver resolver, Supplier<SSLSocketFactory> tls) {
    this(new Network(resolver, tls));
  }

  /** One that speaks to what a connector leads to. */
  public NetClient(Connector connector) {
    this.connector = connector;
  }

  /**
   * Sends a request and waits for the head of its answer.
   *
   * @param everywhere whether addresses may be spoken to that are not public
   * @throws NetRefusedException if the server has such an address otherwise
   * @throws IOException if the server cannot be reached, is not whom it should be, or answers with
   *     what is no HTTP
   */
  public NetAnswer send(NetRequest request, boolean everywhere, Duration patience)
      throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    Socket socket = connector.connect(request, everywhere, deadline);
    try {
      write(request, socket.getOutputStream());
      return NetAnswer.read(socket, request.asksForBody(), deadline);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** The milliseconds that are left, one at least: zero would be without end. */
  static int left(long deadline) throws SocketTimeoutException {
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      throw new SocketTimeoutException("The time for the request is over");
    }
    return (int) Math.min(left, Integer.MAX_VALUE);
  }

  private static void write(NetRequest request, OutputStream to) throws IOException {
    StringBuilder head = new StringBuilder();
    head.append(request.method()).append(' ').append(request.target()).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(request.authority()).append("\r\n");
    head.append("Connection: close\r\n");
    boolean sends = request.body().hasRemaining();
    if (sends || !(request.method().equals("GET") || request.method().equals("HEAD"))) {
      head.append("Content-Length: ").append(request.body().remaining()).append("\r\n");
    }
    request.headers().forEach(line -> head.append(line).append("\r\n"));
    head.append("\r\n");
    byte[] body = new byte[request.body().remaining()];
    request.body().duplicate().get(body);
    OutputStream out = new BufferedOutputStream(to);
    out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    out.write(body);
    out.flush();
  }

  /** The network itself. Immutable. */
  private record Network(Resolver resolver, Supplier<SSLSocketFactory> tls) implements Connector {

    @Override
    public Socket connect(NetRequest request, boolean everywhere, long deadline)
        throws IOException {
      InetAddress[] addresses = addresses(request.host());
      for (InetAddress address : addresses) {
        if (!everywhere && !PublicAddresses.contain(address)) {
          throw new NetRefusedException(NetRefusedException.Reason.ADDRESS);
        }
      }
      IOException last = new UnknownHostException(request.host());
      for (InetAddress address : addresses) {
        Socket socket = new Socket();
        try {
          socket.connect(
              new InetSocketAddress(address, request.port()), patience(addresses, deadline));
          return request.tls() ? secured(socket, request, deadline) : socket;
        } catch (IOException e) {
          socket.close();
          last = e;
        }
      }
      throw last;
    }

    /** One of several addresses does not use up the time of the others. */
    private static int patience(InetAddress[] addresses, long deadline)
        throws SocketTimeoutException {
      int left = left(deadline);
      return addresses.length > 1 ? Math.min(left, CONNECT_MILLIS) : left;
    }

    private InetAddress[] addresses(String host) throws UnknownHostException {
      return resolver.resolve(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
    }

    private Socket secured(Socket plain, NetRequest request, long deadline) throws IOException {
      plain.setSoTimeout(left(deadline));
      SSLSocket secured =
          (SSLSocket) tls.get().createSocket(plain, request.host(), request.port(), true);
      SSLParameters parameters = secured.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secured.setSSLParameters(parameters);
      secured.startHandshake();
      return secured;
    }
  }
}
