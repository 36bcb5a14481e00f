package io.horizonpush.s3.auth;

import io.horizonpush.s3.request.RequestHead;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keeps web pages away from a listener that trusts whoever can reach it: a page that a user visits
 * can make the user's browser send requests to localhost, or give localhost's address to a name of
 * its own (DNS rebinding).
 */
final class BrowserGuard {

  private static final Pattern ADDRESS =
      Pattern.compile("\\[[0-9a-f:.]+]|(?:\\d{1,3}\\.){3}\\d{1,3}");
  private static final Pattern PORT = Pattern.compile(":\\d*$");

  private final Set<String> domains;

  /** The authority that was found to be ours last: clients keep to one. */
  private volatile String latest = "localhost";

  BrowserGuard(Set<String> domains) {
    this.domains = domains;
  }

  /**
   * Whether no foreign page can have made a request: it names this node by its address, as
   * localhost or by one of its own names, and comes from no page of another origin.
   */
  boolean trusts(RequestHead head) {
    String authority = head.header("host").orElse("").toLowerCase(Locale.ROOT);
    Optional<String> origin = head.header("origin");
    return isOursWithPort(authority)
        && (origin.isEmpty() || isSameOrigin(origin.get(), authority))
        && !isCrossSite(head);
  }

  private boolean isOursWithPort(String authority) {
    if (authority.equals(latest)) {
      return true;
    }
    boolean ours = isOurs(PORT.matcher(authority).replaceFirst(""));
    if (ours) {
      latest = authority;
    }
    return ours;
  }

  private boolean isOurs(String host) {
    return ADDRESS.matcher(host).matches()
        || isWithin(host, "localhost")
        || domains.stream().anyMatch(domain -> isWithin(host, domain));
  }

  private static boolean isWithin(String host, String domain) {
    return host.equals(domain) || host.endsWith('.' + domain);
  }

  private static boolean isSameOrigin(String origin, String authority) {
    String lower = origin.toLowerCase(Locale.ROOT);
    return lower.equals("http://" + authority) || lower.equals("https://" + authority);
  }

  /** Another port of localhost is the same site, but need not be the same program. */
  private static boolean isCrossSite(RequestHead head) {
    return head.header("sec-fetch-site")
        .map(site -> site.equals("cross-site") || site.equals("same-site"))
        .orElse(false);
  }
}
