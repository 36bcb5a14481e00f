package io.horizonpush.fallback.origin;

import io.horizonpush.s3.request.PublicAddresses;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps origins from reaching into the network that the node stands in: whoever may name an
 * endpoint could otherwise read the metadata service of the machine, or what trusts its neighbours.
 *
 * <p>How close to a connection it is asked depends on the client of the cloud's SDK. That of S3
 * takes the addresses to connect to from here, so none can slip in between. Google's is asked about
 * before each request, and by {@link GuardedSockets} about the address that a TLS connection really
 * has; Azure's before each request alone. Both resolve names by {@link InetAddress}, which
 * remembers an answer for half a minute: what is checked is what is connected to, unless the answer
 * grows old between the two. In that moment a connection of Azure's, or one of Google's without
 * TLS, could still go to an address that the name began to have (DNS rebinding): neither client
 * lets anybody see the socket.
 *
 * <p>Thread-safe.
 */
public final class AddressGuard {

  /** Finds the addresses of a host. */
  @FunctionalInterface
  public interface Resolver {

    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  private final Resolver resolver;
  private final Set<String> permitted = ConcurrentHashMap.newKeySet();

  public AddressGuard() {
    this(InetAddress::getAllByName);
  }

  AddressGuard(Resolver resolver) {
    this.resolver = resolver;
  }

  /** Lets the host of an endpoint be wherever it is, for as long as the node runs. */
  public void permit(URI endpoint) {
    permitted.add(name(endpoint.getHost()));
  }

  /**
   * Checks every address that the host of a URL has now.
   *
   * @throws OriginException misconfigured, when one is not public and the host is not permitted;
   *     unavailable, when it has none
   */
  public void check(URI url) {
    if (!permitted.contains(name(url.getHost()))) {
      checkUnpermitted(url);
    }
  }

  /** The same, whatever was permitted to another endpoint on that host. */
  public void checkUnpermitted(URI url) {
    String host = name(url.getHost());
    for (InetAddress address : addresses(host)) {
      requirePublic(host, address);
    }
  }

  /**
   * The addresses of a host that may be connected to: all, or none of them.
   *
   * @throws OriginException as {@link #check(URI)}
   */
  public InetAddress[] resolve(String host) {
    InetAddress[] addresses = addresses(name(host));
    for (InetAddress address : addresses) {
      check(host, address);
    }
    return addresses;
  }

  /** Checks one address of a host. */
  void check(String host, InetAddress address) {
    if (!permitted.contains(name(host))) {
      requirePublic(host, address);
    }
  }

  private static void requirePublic(String host, InetAddress address) {
    if (!PublicAddresses.contain(address)) {
      throw OriginException.misconfigured(
          "the host %s of an origin has the address %s, which is not public: give --allow-private if it is meant to"
              .formatted(name(host), address.getHostAddress()));
    }
  }

  private InetAddress[] addresses(String host) {
    try {
      return resolver.resolve(host);
    } catch (UnknownHostException e) {
      throw new OriginException(
          new OriginFault.Unavailable(Optional.empty()),
          "the host %s of an origin has no address: check the endpoint and the name servers"
              .formatted(host));
    }
  }

  /** A host's name without the brackets of an IPv6 address and the dot at the end. */
  private static String name(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    if (name.startsWith("[") && name.endsWith("]")) {
      name = name.substring(1, name.length() - 1);
    }
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }
}
