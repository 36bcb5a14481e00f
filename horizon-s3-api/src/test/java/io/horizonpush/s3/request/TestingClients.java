package io.horizonpush.s3.request;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Clients for tests, by the addresses that they come from. */
public final class TestingClients {

  /** A program on this machine. */
  public static final Client LOCAL = at("127.0.0.1");

  private TestingClients() {}

  /** Somebody who connects from an address. */
  public static Client at(String address) {
    return Client.of(connection(address));
  }

  /** A connection from an address. */
  public static ClientConnection connection(String address) {
    return new ClientConnection(
        new InetSocketAddress(InetAddress.ofLiteral(address), 4711),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 3000),
        false);
  }
}
