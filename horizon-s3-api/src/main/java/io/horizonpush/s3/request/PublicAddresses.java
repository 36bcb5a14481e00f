package io.horizonpush.s3.request;

import java.net.InetAddress;
import java.util.List;

/**
 * The addresses that anybody in the internet could reach: none of the own machine or network, of a
 * machine's metadata service, or of many at once.
 */
public final class PublicAddresses {

  private static final List<IpBlock> NOT_PUBLIC =
      List.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "224.0.0.0/4",
              "240.0.0.0/4",
              // Azure's platform speaks to its machines from here.
              "168.63.129.16/32",
              // IPv4 in IPv6, as it was written once; unspecified and loopback among them.
              "::/96",
              // IPv4 in IPv6, by a translator of the network: whatever it reaches.
              "64:ff9b::/96",
              "64:ff9b:1::/48",
              "2001::/32",
              "2002::/16",
              "fc00::/7",
              "fe80::/10",
              "fec0::/10",
              "ff00::/8")
          .stream()
          .map(block -> IpBlock.parse(block).orElseThrow())
          .toList();

  private PublicAddresses() {}

  /** Whether an address is one of them. */
  public static boolean contain(InetAddress address) {
    return NOT_PUBLIC.stream().noneMatch(block -> block.contains(address));
  }
}
