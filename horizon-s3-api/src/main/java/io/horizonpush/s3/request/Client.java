package io.horizonpush.s3.request;

import java.net.InetAddress;

/**
 * Where a request comes from: as its connection says, or as a trusted proxy at the other end of
 * that says.
 *
 * @param secure whether the client speaks TLS
 * @param proxied whether a trusted proxy passed the request on
 */
public record Client(
    ClientConnection connection, InetAddress address, boolean secure, boolean proxied) {

  /** The other end of a connection. */
  public static Client of(ClientConnection connection) {
    return new Client(connection, connection.remote().getAddress(), connection.secure(), false);
  }
}
