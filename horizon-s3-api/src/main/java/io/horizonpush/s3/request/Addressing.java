package io.horizonpush.s3.request;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a request's address is divided: the service's own prefix {@code /s3}, a bucket in the host
 * name, and the rest.
 *
 * @param baseDomains the names whose subdomains are buckets, in lower case
 */
public record Addressing(List<String> baseDomains) {

  /** In every spelling that decodes to it: a signature of Version 4 covers only what that is. */
  private static final Pattern PREFIX = Pattern.compile("/(?:s|%73)(?:3|%33)(?=$|/|%2[Ff])");

  public Addressing {
    baseDomains = List.copyOf(baseDomains);
  }

  /** The raw path below the service's prefix: empty, or with its leading slash. */
  public static String pathOf(RequestHead head) {
    Matcher prefix = PREFIX.matcher(head.rawPath());
    return prefix.lookingAt() ? head.rawPath().substring(prefix.end()) : head.rawPath();
  }

  /** The bucket that the Host header names before one of the base domains. */
  public Optional<String> hostBucket(RequestHead head) {
    return head.header("host").flatMap(this::bucketOf);
  }

  private Optional<String> bucketOf(String hostHeader) {
    int colon = hostHeader.lastIndexOf(':');
    String host =
        (colon < 0 || hostHeader.endsWith("]")) ? hostHeader : hostHeader.substring(0, colon);
    String lower = host.toLowerCase(Locale.ROOT);
    return baseDomains.stream()
        .filter(domain -> lower.endsWith("." + domain))
        .findFirst()
        .map(domain -> host.substring(0, host.length() - domain.length() - 1));
  }
}
