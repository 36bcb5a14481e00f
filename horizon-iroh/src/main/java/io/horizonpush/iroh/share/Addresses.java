package io.horizonpush.iroh.share;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Addresses of nodes as texts and bytes: of numbers alone, so that nobody asks for a name. */
public final class Addresses {

  /** As many as are kept of a node: iroh does not do well with many. */
  public static final int MOST = 4;

  private static final int MOST_PORTS = 0xFFFF;

  private Addresses() {}

  /** The text of an address: {@code 192.0.2.1:4433} or {@code [2001:db8:0:0:0:0:0:1]:4433}. */
  public static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    int zone = host.indexOf('%');
    String numbers = zone < 0 ? host : host.substring(0, zone);
    return (address.getAddress() instanceof Inet6Address ? "[" + numbers + "]" : numbers)
        + ":"
        + address.getPort();
  }

  /**
   * The address of a text.
   *
   * @throws IllegalArgumentException if it is not what {@link #text} writes
   */
  public static InetSocketAddress parse(String text) {
    int at = text.lastIndexOf(':');
    if (at < 0 || text.length() > 64 || text.indexOf('%') >= 0) {
      throw notOne();
    }
    String host = text.substring(0, at);
    String numbers =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.ofLiteral(numbers), port(text.substring(at + 1)));
    if (!text(address).equals(text)) {
      throw notOne();
    }
    return address;
  }

  private static int port(String text) {
    int port = Integer.parseInt(text);
    if (port < 1 || port > MOST_PORTS) {
      throw notOne();
    }
    return port;
  }

  private static IllegalArgumentException notOne() {
    return new IllegalArgumentException("An address is IPV4:PORT or [IPV6]:PORT");
  }

  /** The bytes of an address: 4 or 16, and 2 of its port. */
  public static byte[] bytes(InetSocketAddress address) {
    byte[] host = address.getAddress().getAddress();
    return ByteBuffer.allocate(host.length + Short.BYTES)
        .put(host)
        .putShort((short) address.getPort())
        .array();
  }

  /**
   * The address of such bytes.
   *
   * @throws IllegalArgumentException if they are none
   */
  public static InetSocketAddress of(byte[] bytes) {
    if (bytes.length <= Short.BYTES) {
      throw notOne();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte[] host = new byte[bytes.length - Short.BYTES];
    in.get(host);
    try {
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getByAddress(host), Short.toUnsignedInt(in.getShort()));
      if (address.getPort() == 0 || address.getAddress().getAddress().length != host.length) {
        throw notOne(); // An address of IPv4 in the dress of IPv6 has a form of its own.
      }
      return address;
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("An address has 4 or 16 bytes", e);
    }
  }

  /**
   * The addresses that are worth telling others, the widest known first: none of a single machine
   * or link, unless there is no other; of both families if there are, for who has only one.
   */
  public static List<InetSocketAddress> worthTelling(Collection<InetSocketAddress> all, int most) {
    List<InetSocketAddress> usable =
        all.stream()
            .filter(each -> !each.isUnresolved() && each.getPort() != 0)
            .filter(each -> !each.getAddress().isAnyLocalAddress())
            .filter(each -> !each.getAddress().isLinkLocalAddress())
            .filter(each -> !each.getAddress().isMulticastAddress())
            .sorted(Comparator.comparingInt(Addresses::reach).thenComparing(Addresses::text))
            .distinct()
            .toList();
    boolean far = usable.stream().anyMatch(each -> reach(each) < LOOPBACK);
    return ofBothFamilies(
        usable.stream().filter(each -> !far || reach(each) < LOOPBACK).toList(), most);
  }

  private static List<InetSocketAddress> ofBothFamilies(List<InetSocketAddress> all, int most) {
    List<InetSocketAddress> first = all.stream().limit(most).toList();
    boolean lacks4 = first.stream().allMatch(Addresses::isInet6);
    Optional<InetSocketAddress> other =
        all.stream()
            .skip(most)
            .filter(each -> isInet6(each) != lacks4)
            .filter(_ -> lacks4 || first.stream().noneMatch(Addresses::isInet6))
            .findFirst();
    return other
        .map(each -> Stream.concat(first.stream().limit(most - 1), Stream.of(each)).toList())
        .orElse(first);
  }

  private static boolean isInet6(InetSocketAddress address) {
    return address.getAddress() instanceof Inet6Address;
  }

  private static final int PUBLIC = 0;
  private static final int PRIVATE_V4 = 1;
  private static final int PRIVATE_V6 = 2;
  private static final int LOOPBACK = 3;

  /** From how far away an address may be reached, the farthest first. */
  private static int reach(InetSocketAddress address) {
    InetAddress host = address.getAddress();
    if (host.isLoopbackAddress()) {
      return LOOPBACK;
    }
    if (host instanceof Inet4Address narrow) {
      return isPrivate(narrow) ? PRIVATE_V4 : PUBLIC;
    }
    // fc00::/7, https://www.rfc-editor.org/rfc/rfc4193
    return (host.getAddress()[0] & 0xFE) == 0xFC ? PRIVATE_V6 : PUBLIC;
  }

  /** Whether an address is of a private network or of a provider's NAT (RFC 1918, RFC 6598). */
  private static boolean isPrivate(Inet4Address host) {
    byte[] bytes = host.getAddress();
    return host.isSiteLocalAddress() || (bytes[0] == 100 && (bytes[1] & 0xC0) == 64);
  }

  /** Whether an address may be reached from other networks than its own. */
  static boolean isPublic(InetSocketAddress address) {
    return reach(address) == PUBLIC;
  }
}
