package io.horizonpush.s3.parse;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.Addressing;
import io.horizonpush.s3.request.RequestHead;
import java.util.List;
import java.util.Optional;

/**
 * Where the service is found: at the root and below {@code /s3}, path style ({@code
 * host/bucket/key}) and virtual-host style ({@code bucket.host/key}), in every combination.
 *
 * <p>A leading {@code /s3} belongs to the endpoint in both styles, because SDKs that are given the
 * endpoint {@code http://localhost:3000/s3} put the bucket in front of the host and keep the path.
 * A client that puts the bucket into the host name of an endpoint without a path therefore reaches
 * keys below {@code s3/} as {@code /s3/s3/…}.
 *
 * @param baseDomains the names whose subdomains are buckets, in lower case
 */
public record ServiceAddress(List<String> baseDomains) {

  public ServiceAddress {
    baseDomains = List.copyOf(baseDomains);
  }

  /**
   * What a request names.
   *
   * @throws S3Exception {@code InvalidURI} when the path cannot be decoded
   */
  Target target(RequestHead head) {
    if (!head.rawPath().startsWith("/")) {
      throw new S3Exception(S3ErrorCode.INVALID_URI, "Couldn't parse the specified URI.");
    }
    // Divided as decoded, because that is what a signature covers: what two spellings of a path
    // have in common must name the same object.
    String path = PercentCoding.decodePath(Addressing.pathOf(head));
    String rest = path.isEmpty() ? "" : path.substring(1);
    Optional<String> hostBucket = new Addressing(baseDomains).hostBucket(head);
    if (hostBucket.isPresent()) {
      return new Target(hostBucket.get(), rest);
    }
    int slash = rest.indexOf('/');
    return slash < 0
        ? new Target(rest, "")
        : new Target(rest.substring(0, slash), rest.substring(slash + 1));
  }

  /**
   * A bucket and a key, as decoded from the request.
   *
   * @param bucket empty for the service itself
   * @param key empty for the bucket itself
   */
  record Target(String bucket, String key) {}
}
