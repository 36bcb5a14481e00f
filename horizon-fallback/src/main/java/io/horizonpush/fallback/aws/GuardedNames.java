package io.horizonpush.fallback.aws;

import io.horizonpush.fallback.origin.AddressGuard;
import java.net.InetAddress;
import org.apache.hc.client5.http.DnsResolver;

/** The addresses that the client of S3 connects to: those that the {@link AddressGuard} lets it. */
final class GuardedNames implements DnsResolver {

  private final AddressGuard guard;

  GuardedNames(AddressGuard guard) {
    this.guard = guard;
  }

  @Override
  public InetAddress[] resolve(String host) {
    return guard.resolve(host);
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }
}
