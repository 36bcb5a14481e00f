package io.horizonpush.s3.auth;

import io.horizonpush.s3.request.Endpoint;
import io.horizonpush.s3.request.Query;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.S3Operation;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The text that Signature Version 2 covers.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html">AWS:
 *     signing REST requests</a>
 */
final class StringToSignV2 {

  /** What AWS's page and its SDKs agree on. */
  private static final List<String> AGREED =
      List.of(
          "accelerate",
          "acl",
          "analytics",
          "cors",
          "defaultObjectAcl",
          "delete",
          "inventory",
          "lifecycle",
          "location",
          "logging",
          "metrics",
          "notification",
          "object-lock",
          "partNumber",
          "policy",
          "replication",
          "requestPayment",
          "response-cache-control",
          "response-content-disposition",
          "response-content-encoding",
          "response-content-language",
          "response-content-type",
          "response-expires",
          "restore",
          "select",
          "select-type",
          "storageClass",
          "tagging",
          "torrent",
          "uploadId",
          "uploads",
          "versionId",
          "versioning",
          "versions",
          "website");

  /** These choose the form of an answer, not the operation, and no client signs them. */
  private static final Set<String> NEVER_SIGNED = Set.of("list-type", "max-directory-buckets");

  /**
   * The parameters that are signed. To those that clients agree on come all that choose an
   * operation: one of them added by somebody else must not turn a read of an object into something
   * that nobody signed.
   */
  private static final Set<String> SIGNED =
      Stream.concat(
              AGREED.stream(),
              Arrays.stream(S3Operation.values())
                  .flatMap(operation -> operation.selectors().stream())
                  .filter(selector -> !selector.startsWith("@"))
                  .map(selector -> selector.split("=", 2)[0])
                  .filter(name -> !NEVER_SIGNED.contains(name)))
          .collect(Collectors.toUnmodifiableSet());

  private StringToSignV2() {}

  /**
   * The texts that a head may have been signed as. They differ in how the resource is written, and
   * each of them names the same one.
   *
   * @param head with its hoisted headers put back
   * @param time the Date header, empty when x-amz-date stands for it; or when a URL expires
   */
  static List<String> candidates(RequestHead head, Query query, String time, Endpoint endpoint) {
    String aboveResource =
        head.method()
            + '\n'
            + head.header("content-md5").orElse("")
            + '\n'
            + head.header("content-type").orElse("")
            + '\n'
            + time
            + '\n'
            + amzHeaders(head);
    String subresources = subresources(query);
    return resources(head, endpoint).stream()
        .map(resource -> aboveResource + resource + subresources)
        .toList();
  }

  private static String amzHeaders(RequestHead head) {
    Map<String, String> values = new TreeMap<>();
    for (RequestHead.Header header : head.headers()) {
      if (header.name().startsWith("x-amz-")) {
        values.merge(header.name(), header.value(), (first, next) -> first + ',' + next);
      }
    }
    return values.entrySet().stream()
        .map(header -> header.getKey() + ':' + header.getValue() + '\n')
        .collect(Collectors.joining());
  }

  private static String subresources(Query query) {
    String joined =
        query.parameters().stream()
            .filter(parameter -> SIGNED.contains(parameter.name().bytes()))
            .sorted(Comparator.comparing((Query.Parameter each) -> each.name().bytes()))
            .map(
                parameter ->
                    parameter.value().bytes().isEmpty()
                        ? parameter.name().bytes()
                        : parameter.name().bytes() + '=' + parameter.value().bytes())
            .collect(Collectors.joining("&"));
    return joined.isEmpty() ? "" : '?' + joined;
  }

  /**
   * The raw path as sent, as AWS says. Besides, without the prefix of this service, which botocore
   * leaves out; and a bucket with and without a slash behind it, of which clients send one and sign
   * the other.
   *
   * <p>With the bucket in the host name the prefix is always left out. Otherwise {@code
   * /bucket/s3/key} would name one key in a path and another one behind a host, and such a
   * signature does not cover the host.
   */
  private static Set<String> resources(RequestHead head, Endpoint endpoint) {
    Set<String> resources = new LinkedHashSet<>();
    String path = Endpoint.pathBelow(head);
    Optional<String> bucket = endpoint.hostBucket(head);
    if (bucket.isPresent()) {
      resources.add('/' + bucket.get() + (path.isEmpty() ? "/" : path));
    } else {
      resources.add(head.rawPath());
      resources.add(path.isEmpty() ? "/" : path);
    }
    for (String resource : List.copyOf(resources)) {
      if (resource.indexOf('/', 1) < 0) {
        resources.add(resource + '/');
      } else if (resource.indexOf('/', 1) == resource.length() - 1) {
        resources.add(resource.substring(0, resource.length() - 1));
      }
    }
    return resources;
  }
}
