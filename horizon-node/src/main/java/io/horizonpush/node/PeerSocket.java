package io.horizonpush.node;

import io.horizonpush.iroh.net.NodeId;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Where a node waits for others: a UDP port of its own, which follows from its id, so that it is
 * the same after a restart; any other where that one is taken.
 */
final class PeerSocket {

  /** The ports that nobody is given by name (RFC 6335, 6). */
  private static final int FIRST = 49_152;

  private static final int COUNT = 16_384;

  private PeerSocket() {}

  /**
   * The addresses to bind, of each family that this machine has. They are tried here, so that this
   * is asked once somebody is to be talked to and not before.
   */
  static List<InetSocketAddress> of(NodeId node) {
    int port = FIRST + Math.floorMod(ByteBuffer.wrap(node.bytes()).getInt(), COUNT);
    return Stream.of("0.0.0.0", "::")
        .map(InetAddress::ofLiteral)
        .flatMap(
            any ->
                IntStream.of(port, 0)
                    .mapToObj(each -> new InetSocketAddress(any, each))
                    .filter(PeerSocket::isFree)
                    .limit(1))
        .toList();
  }

  private static boolean isFree(InetSocketAddress address) {
    try (DatagramSocket _ = new DatagramSocket(address)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
