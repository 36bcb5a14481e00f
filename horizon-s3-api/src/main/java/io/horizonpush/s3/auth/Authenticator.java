package io.horizonpush.s3.auth;

import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.RequestHead;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Decides who sent a request, from its head alone and before anything else looks at it.
 *
 * <p>A request that carries any sign of credentials is never taken for an anonymous one.
 * Thread-safe.
 */
public final class Authenticator {

  private static final Set<String> V4_QUERY =
      Set.of("X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature");
  private static final Set<String> V2_QUERY = Set.of("AWSAccessKeyId", "Signature");

  private final SignatureVerifier signatures;
  private final AnonymousAccess anonymous;
  private final BrowserGuard browsers;

  /**
   * @param regions that clients may sign for; empty for any
   */
  public Authenticator(AccessKeys keys, List<String> regions, AnonymousAccess anonymous) {
    this.signatures = new SignatureVerifier(keys, regions);
    this.anonymous = anonymous;
    this.browsers =
        switch (anonymous) {
          case AnonymousAccess.Never() -> new BrowserGuard(Set.of());
          case AnonymousAccess.Loopback(var owner, var domains) -> new BrowserGuard(domains);
        };
  }

  /**
   * Who sent a request, and how its body must be checked.
   *
   * @throws S3Exception if that is nobody who may
   */
  public Authenticated authenticate(RequestHead head, Instant now) {
    SingleHeaders.check(head);
    Optional<String> authorization = head.header("authorization");
    boolean queryV4 = hasParameter(head.rawQuery(), V4_QUERY);
    boolean queryV2 = hasParameter(head.rawQuery(), V2_QUERY);
    if (authorization.isPresent() && (queryV4 || queryV2)) {
      throw new S3Exception(
          S3ErrorCode.INVALID_ARGUMENT,
          "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature"
              + " query string parameter or the Authorization header should be specified");
    }
    if (queryV4) {
      throw notImplemented("Presigned URLs");
    }
    if (queryV2) {
      throw unsupportedMechanism();
    }
    return authorization.isPresent() ? signed(head, authorization.get(), now) : unsigned(head);
  }

  private Authenticated signed(RequestHead head, String authorization, Instant now) {
    int blank = authorization.indexOf(' ');
    String scheme = blank < 0 ? authorization : authorization.substring(0, blank);
    return switch (scheme) {
      case SignatureV4.ALGORITHM ->
          signatures.verify(
              head, AuthorizationHeader.parse(authorization.substring(scheme.length())), now);
      case "AWS4-ECDSA-P256-SHA256" -> throw notImplemented("Signatures of Version 4A");
      case "AWS" -> throw unsupportedMechanism();
      default ->
          throw new S3Exception(S3ErrorCode.INVALID_ARGUMENT, "Unsupported Authorization Type")
              .with("ArgumentName", "Authorization");
    };
  }

  private Authenticated unsigned(RequestHead head) {
    if (isForm(head)) {
      throw notImplemented("Uploads by an HTML form");
    }
    return switch (anonymous) {
      case AnonymousAccess.Never() ->
          throw new S3Exception(
              S3ErrorCode.ACCESS_DENIED, "Access Denied. This node demands signed requests.");
      case AnonymousAccess.Loopback(var owner, var domains) -> {
        browsers.check(head);
        yield new Authenticated(new Principal.Local(owner), DeclaredPayload.ofUnsigned(head));
      }
    };
  }

  /** A form carries its signature in its fields, where nobody looks yet. */
  private static boolean isForm(RequestHead head) {
    return head.method().equals("POST")
        && head.header("content-type")
            .map(type -> type.regionMatches(true, 0, "multipart/form-data", 0, 19))
            .orElse(false);
  }

  private static boolean hasParameter(String rawQuery, Set<String> names) {
    return !rawQuery.isEmpty()
        && Stream.of(rawQuery.split("&", -1))
            .map(parameter -> parameter.split("=", 2)[0])
            .map(name -> UriEncoding.decode(name, true).map(Authenticator::text).orElse(name))
            .anyMatch(names::contains);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static S3Exception unsupportedMechanism() {
    return new S3Exception(
        S3ErrorCode.INVALID_REQUEST,
        "The authorization mechanism you have provided is not supported. Please use "
            + SignatureV4.ALGORITHM
            + ".");
  }

  private static S3Exception notImplemented(String what) {
    return new S3Exception(
        S3ErrorCode.NOT_IMPLEMENTED,
        what + " are not implemented. Sign the Authorization header with Signature Version 4.");
  }
}
