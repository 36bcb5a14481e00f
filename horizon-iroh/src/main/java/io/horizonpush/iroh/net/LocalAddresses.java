package io.horizonpush.iroh.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The addresses at which a node may be reached from outside, as far as it can tell itself. */
final class LocalAddresses {

  /** Whoever connects tries them all. */
  private static final int MOST = 8;

  private LocalAddresses() {}

  /** Those of sockets; of one that listens everywhere the addresses of this machine. */
  static List<InetSocketAddress> of(List<InetSocketAddress> bound) {
    return bound.stream().flatMap(LocalAddresses::reachable).distinct().limit(MOST).toList();
  }

  private static Stream<InetSocketAddress> reachable(InetSocketAddress socket) {
    InetAddress address = socket.getAddress();
    if (!address.isAnyLocalAddress()) {
      return Stream.of(socket);
    }
    boolean inet4 = address instanceof Inet4Address;
    List<InetAddress> here =
        interfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(each -> each instanceof Inet4Address == inet4)
            .filter(each -> !each.isLinkLocalAddress())
            // One that reaches no further than this machine is for when there is no other.
            .sorted(Comparator.comparing(InetAddress::isLoopbackAddress))
            .toList();
    boolean outside = here.stream().anyMatch(each -> !each.isLoopbackAddress());
    return here.stream()
        .filter(each -> !outside || !each.isLoopbackAddress())
        .map(each -> new InetSocketAddress(each, socket.getPort()));
  }

  private static Stream<NetworkInterface> interfaces() {
    try {
      return NetworkInterface.networkInterfaces().filter(LocalAddresses::isUp);
    } catch (SocketException e) {
      // A machine without any has no address that others reach.
      return Stream.empty();
    }
  }

  private static boolean isUp(NetworkInterface each) {
    try {
      return each.isUp();
    } catch (SocketException e) {
      return false; // It is gone meanwhile.
    }
  }
}
