package io.horizonpush.s3.auth;

import io.horizonpush.s3.request.Client;
import io.horizonpush.s3.request.IpBlock;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.RequestHead.Header;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells what the node's own users send over loopback from what others send through programs there:
 * through a browser, which visits any page, or a proxy, which passes on what comes from anywhere.
 * Thread-safe.
 *
 * <p>A page can make a browser send requests to localhost, give localhost's address to a name of
 * its own (DNS rebinding), or be an object of this node and so of its origin. A proxy names what it
 * connects to as the host unless it is told otherwise, and need not say that it is one: then only
 * the user that it runs as gives it away.
 */
final class LoopbackGuard {

  private static final Pattern PORT = Pattern.compile(":\\d*$");
  private static final String LOCALHOST = "localhost";

  /** What proxies say of themselves, besides the headers that begin with {@link #FORWARDED}. */
  private static final Set<String> OF_PROXIES = Set.of("forwarded", "via", "x-real-ip");

  private static final String FORWARDED = "x-forwarded-";

  private static final String FETCH_SITE = "sec-fetch-site";

  private final LocalPeers peers;

  /** The authority that was found to be loopback's last: clients keep to one. */
  private volatile String latest = LOCALHOST;

  LoopbackGuard(LocalPeers peers) {
    this.peers = peers;
  }

  /**
   * Why a request that nobody signed need not come from one of the node's own users, and what to do
   * about it; nothing if it does. What costs most is asked last.
   */
  Optional<String> doubt(RequestHead head, Client client) {
    if (client.proxied()) {
      return doubt("it came through a proxy that s3.trusted-proxies names", "Sign it.");
    }
    if (!client.address().isLoopbackAddress()) {
      return doubt(
          "it did not come from a loopback address", "Sign it, or send it from 127.0.0.1 or ::1.");
    }
    for (Header header : head.headers()) {
      String name = header.name();
      if (OF_PROXIES.contains(name) || name.startsWith(FORWARDED)) {
        return doubt(
            "its header " + name + " says that a proxy passed it on",
            "Sign it; if the proxy is yours, name its address in s3.trusted-proxies.");
      }
      if (name.equals("origin") || (name.equals(FETCH_SITE) && !header.value().equals("none"))) {
        return doubt(
            "its header " + name + " says that a web page made a browser send it",
            "Sign it; a page can use presigned URLs and forms.");
      }
    }
    if (!isLoopback(head.header("host").orElse("").toLowerCase(Locale.ROOT))) {
      return doubt(
          "its Host is neither localhost nor a loopback address",
          "Sign it, or name this node as localhost.");
    }
    return client.connection().isTrustedBy(peers::areTrusted)
        ? Optional.empty()
        : doubt(
            "the program that sent it runs as another user of this machine",
            "Sign it, or run that program as the node's user, as root or as a member of the node's"
                + " group.");
  }

  private static Optional<String> doubt(String reason, String remedy) {
    return Optional.of(
        "The request has no signature and counts as anybody's, because %s. %s"
            .formatted(reason, remedy));
  }

  private boolean isLoopback(String authority) {
    if (authority.equals(latest)) {
      return true;
    }
    boolean loopback = isLoopbackHost(PORT.matcher(authority).replaceFirst(""));
    if (loopback) {
      latest = authority;
    }
    return loopback;
  }

  /** RFC 6761 §6.3 gives localhost and every name below it to loopback. */
  private static boolean isLoopbackHost(String host) {
    String address =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    return host.equals(LOCALHOST)
        || host.endsWith('.' + LOCALHOST)
        || IpBlock.address(address).filter(InetAddress::isLoopbackAddress).isPresent();
  }
}
