package io.horizonpush.iroh.ffm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Addresses as the native library writes and reads them: {@code 192.0.2.1:80}, {@code [::1]:80}.
 */
final class AddressText {

  private AddressText() {}

  /** Addresses, one a line. */
  static MemorySegment lines(Arena arena, List<InetSocketAddress> addresses) {
    String lines = addresses.stream().map(AddressText::of).collect(Collectors.joining("\n"));
    return FfmNode.outsideHeap(arena, lines.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The text of an address.
   *
   * @throws IllegalArgumentException if it is a name that was not looked up
   */
  static String of(InetSocketAddress address) {
    InetAddress host = address.getAddress();
    if (host == null) {
      throw new IllegalArgumentException("The address of " + address + " is not known");
    }
    if (!(host instanceof Inet6Address inet6)) {
      return host.getHostAddress() + ":" + address.getPort();
    }
    // Java names an interface, the native library numbers it.
    String text = host.getHostAddress().replaceFirst("%.*", "");
    String zone = inet6.getScopeId() == 0 ? "" : "%" + inet6.getScopeId();
    return "[" + text + zone + "]:" + address.getPort();
  }

  /** The address of a text of the native library. */
  static InetSocketAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, colon).replace("[", "").replace("]", "");
    return new InetSocketAddress(
        InetAddress.ofLiteral(host), Integer.parseInt(text.substring(colon + 1)));
  }
}
