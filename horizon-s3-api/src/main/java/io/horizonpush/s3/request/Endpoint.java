package io.horizonpush.s3.request;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.S3Exception;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the service is found, and so where a request names its bucket and key: at the root and
 * below {@code /s3}, path style ({@code host/bucket/key}) and virtual-host style ({@code
 * bucket.host/key}), in every combination.
 *
 * <p>A leading {@code /s3} belongs to the endpoint in both styles, because SDKs that are given the
 * endpoint {@code http://localhost:3000/s3} put the bucket in front of the host and keep the path.
 * A client that puts the bucket into the host name of an endpoint without a path therefore reaches
 * keys below {@code s3/} as {@code /s3/s3/…}.
 *
 * @param baseDomains the names whose subdomains are buckets, in lower case
 */
public record Endpoint(List<String> baseDomains) {

  /** In every spelling that decodes to it: a signature of Version 4 covers only what that is. */
  private static final Pattern PREFIX = Pattern.compile("/(?:s|%73)(?:3|%33)(?=$|/|%2[Ff])");

  public Endpoint {
    baseDomains = List.copyOf(baseDomains);
  }

  /**
   * A bucket and a key, as decoded from a request.
   *
   * @param bucket empty for the service itself
   * @param key empty for the bucket itself
   */
  public record Target(String bucket, String key) {}

  /**
   * What a request names.
   *
   * @throws S3Exception {@code InvalidURI} when the path cannot be decoded
   */
  public Target target(RequestHead head) {
    if (!head.rawPath().startsWith("/")) {
      throw PercentCoding.invalid();
    }
    // Divided as decoded, because that is what a signature covers: what two spellings of a path
    // have in common must name the same object.
    String path = PercentCoding.decodePath(pathBelow(head));
    String rest = path.isEmpty() ? "" : path.substring(1);
    Optional<String> hostBucket = hostBucket(head);
    if (hostBucket.isPresent()) {
      return new Target(hostBucket.get(), rest);
    }
    int slash = rest.indexOf('/');
    return slash < 0
        ? new Target(rest, "")
        : new Target(rest.substring(0, slash), rest.substring(slash + 1));
  }

  /** The bucket, if a request names one that could exist. */
  public Optional<BucketName> bucket(RequestHead head) {
    try {
      String name = target(head).bucket();
      return name.isEmpty() ? Optional.empty() : Optional.of(new BucketName(name));
    } catch (S3Exception e) {
      return Optional.empty(); // Parsing the request says what is wrong with its name.
    }
  }

  /** The raw path below the endpoint's own prefix: empty, or with its leading slash. */
  public static String pathBelow(RequestHead head) {
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
