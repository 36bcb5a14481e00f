package io.horizonpush.s3.request;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The addresses whose first bits are the same (RFC 4632, RFC 4291).
 *
 * @param prefix the number of bits that count
 */
public record IpBlock(InetAddress network, int prefix) {

  private static final Pattern DOTTED = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}");
  private static final Pattern COLONS = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
  private static final Pattern PREFIX = Pattern.compile("\\d{1,3}");

  /** AWS takes wider blocks for the public. */
  private static final int WIDEST_IPV4 = 8;

  private static final int WIDEST_IPV6 = 32;

  /** A block in CIDR notation, or a single address; nothing when it is neither. */
  public static Optional<IpBlock> parse(String text) {
    int slash = text.indexOf('/');
    Optional<InetAddress> network = address(slash < 0 ? text : text.substring(0, slash));
    if (slash < 0) {
      return network.map(address -> new IpBlock(address, bits(address)));
    }
    String prefix = text.substring(slash + 1);
    return PREFIX.matcher(prefix).matches()
        ? network
            .map(address -> new IpBlock(address, Integer.parseInt(prefix)))
            .filter(block -> block.prefix <= bits(block.network))
        : Optional.empty();
  }

  /**
   * An address in the usual notation, nothing for any other; one of IPv4 written as IPv6 is one of
   * IPv4.
   */
  public static Optional<InetAddress> address(String text) {
    // Checked first: the library takes shortened forms of IPv4 and names of interfaces, too.
    if (!DOTTED.matcher(text).matches() && !COLONS.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether an address is in the block. */
  public boolean contains(InetAddress address) {
    byte[] ours = network.getAddress();
    byte[] theirs = address.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit++) {
      if (((ours[bit >> 3] ^ theirs[bit >> 3]) & (0x80 >> (bit & 7))) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether the block is narrow enough to keep the public out. */
  public boolean isNarrow() {
    return prefix >= (network instanceof Inet4Address ? WIDEST_IPV4 : WIDEST_IPV6);
  }

  private static int bits(InetAddress address) {
    return 8 * address.getAddress().length;
  }
}
