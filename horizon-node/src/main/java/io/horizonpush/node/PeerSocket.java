package io.horizonpush.node;

import io.horizonpush.iroh.net.NodeId;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Where a node waits for others: a UDP port of its own, which follows from its id, so that it is
 * the same after a restart; any other where that one is taken.
 */
final class PeerSocket {

  /** The ports that nobody is given by name (RFC 6335, 6). */
  private static final int FIRST = 49_152;

  private static final int COUNT = 16_384;

  private PeerSocket() {}

  /** The address to bind. */
  static InetSocketAddress of(NodeId node) {
    InetAddress any = InetAddress.ofLiteral("0.0.0.0");
    int port = FIRST + Math.floorMod(ByteBuffer.wrap(node.bytes()).getInt(), COUNT);
    return new InetSocketAddress(any, isFree(any, port) ? port : 0);
  }

  private static boolean isFree(InetAddress address, int port) {
    try (DatagramSocket _ = new DatagramSocket(port, address)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
