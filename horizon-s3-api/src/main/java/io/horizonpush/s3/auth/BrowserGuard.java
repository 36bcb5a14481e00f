package io.horizonpush.s3.auth;

import io.horizonpush.s3.model.RequestHead;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
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

  BrowserGuard(Set<String> domains) {
    this.domains = domains;
  }

  /**
   * Lets a request pass that no foreign page can have made.
   *
   * @throws S3Exception {@code AccessDenied}
   */
  void check(RequestHead head) {
    String authority = head.header("host").orElse("").toLowerCase(Locale.ROOT);
    if (!isOurs(PORT.matcher(authority).replaceFirst(""))) {
      throw denied(
          "Unsigned requests must name this node by its address or as localhost in their Host"
              + " header. Sign the request, or add the name to the node's base domains.");
    }
    Optional<String> origin = head.header("origin");
    boolean foreignOrigin = origin.isPresent() && !isSameOrigin(origin.get(), authority);
    if (foreignOrigin || isCrossSite(head)) {
      throw denied("Unsigned requests from pages of another origin are refused.");
    }
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

  private static S3Exception denied(String message) {
    return new S3Exception(S3ErrorCode.ACCESS_DENIED, message);
  }
}
