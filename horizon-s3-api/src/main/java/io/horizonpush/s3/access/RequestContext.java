package io.horizonpush.s3.access;

import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.model.RequestHead;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Tags;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the conditions of a policy can ask about a request. Confined to the request's thread.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html#amazons3-policy-keys">AWS:
 *     condition keys of S3</a>
 */
final class RequestContext implements Function<String, Optional<List<String>>> {

  private static final String S3 = "s3:";
  private static final String EXISTING_TAG = "s3:existingobjecttag/";
  private static final String REQUEST_TAG = "s3:requestobjecttag/";

  private final S3Request<?> request;
  private final Need need;
  private final Supplier<Tags> existingTags;

  /**
   * @param need what is asked about, which may be less than the whole request
   * @param existingTags of the object that the request is about
   */
  RequestContext(S3Request<?> request, Need need, Supplier<Tags> existingTags) {
    this.request = request;
    this.need = need;
    this.existingTags = existingTags;
  }

  @Override
  public Optional<List<String>> apply(String key) {
    if (key.startsWith(EXISTING_TAG)) {
      return existingTags.get().value(key.substring(EXISTING_TAG.length())).map(List::of);
    }
    if (key.startsWith(REQUEST_TAG)) {
      return requestTags().value(key.substring(REQUEST_TAG.length())).map(List::of);
    }
    RequestHead head = request.head();
    return switch (key) {
      case "aws:sourceip" -> Optional.of(List.of(request.remote().getAddress().getHostAddress()));
      case "aws:securetransport" -> Optional.of(List.of("false"));
      case "aws:referer" -> head.header("referer").map(List::of);
      case "aws:useragent" -> head.header("user-agent").map(List::of);
      case "aws:currenttime" -> Optional.of(List.of(Instant.now().toString()));
      case "aws:epochtime" -> Optional.of(List.of(Long.toString(Instant.now().getEpochSecond())));
      case "s3:requestobjecttagkeys" ->
          Optional.of(requestTags().values().keySet().stream().toList());
      case "s3:prefix" ->
          need.prefix().isEmpty() ? asSent(head, "prefix") : Optional.of(List.of(need.prefix()));
      case "s3:authtype" -> authType(head).map(List::of);
      case "s3:signatureversion" -> signatureVersion(head).map(List::of);
      default -> key.startsWith(S3) ? asSent(head, key.substring(S3.length())) : Optional.empty();
    };
  }

  /** Most keys of S3 have the name of the header or parameter that they look at. */
  private static Optional<List<String>> asSent(RequestHead head, String name) {
    return head.header(name).or(() -> parameter(head, name)).map(List::of);
  }

  private static Optional<String> parameter(RequestHead head, String name) {
    for (String pair : head.rawQuery().split("&", -1)) {
      int equals = pair.indexOf('=');
      String given = equals < 0 ? pair : pair.substring(0, equals);
      if (given.toLowerCase(Locale.ROOT).equals(name)) {
        return Optional.of(decode(equals < 0 ? "" : pair.substring(equals + 1)));
      }
    }
    return Optional.empty();
  }

  private static String decode(String value) {
    try {
      return java.net.URLDecoder.decode(value, java.nio.charset.StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return value;
    }
  }

  private Tags requestTags() {
    try {
      return request.head().header("x-amz-tagging").map(Tags::parseHeader).orElse(Tags.NONE);
    } catch (S3Exception e) {
      return Tags.NONE; // The operation refuses such a header by itself.
    }
  }

  private static Optional<String> authType(RequestHead head) {
    if (head.header("authorization").isPresent()) {
      return Optional.of("REST-HEADER");
    }
    return isInQuery(head) ? Optional.of("REST-QUERY-STRING") : Optional.empty();
  }

  private static Optional<String> signatureVersion(RequestHead head) {
    Optional<String> header = head.header("authorization");
    if (header.isPresent()) {
      return Optional.of(header.get().startsWith("AWS ") ? "AWS" : "AWS4-HMAC-SHA256");
    }
    return parameter(head, "x-amz-algorithm")
        .or(() -> parameter(head, "awsaccesskeyid").map(id -> "AWS"));
  }

  private static boolean isInQuery(RequestHead head) {
    return parameter(head, "x-amz-signature").or(() -> parameter(head, "signature")).isPresent();
  }
}
