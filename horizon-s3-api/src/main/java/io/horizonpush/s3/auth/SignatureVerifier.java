package io.horizonpush.s3.auth;

import io.horizonpush.s3.model.KeyRights;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.RequestHead;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.SecretKey;

/**
 * Checks Signature Version 4 in the Authorization header. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html">AWS:
 *     signature in the Authorization header</a>
 */
final class SignatureVerifier {

  private static final String SERVICE = "s3";
  private static final Set<String> MUST_BE_SIGNED = Set.of("host", "content-type");

  private final AccessKeys accessKeys;
  private final List<String> regions;
  private final SigningKeys signingKeys = new SigningKeys();

  SignatureVerifier(AccessKeys accessKeys, List<String> regions) {
    this.accessKeys = accessKeys;
    this.regions = List.copyOf(regions);
  }

  Authenticated verify(RequestHead head, AuthorizationHeader authorization, Instant now) {
    RequestTime time = RequestTime.of(head);
    checkScope(authorization.scope(), time);
    checkSignedHeaders(head, authorization);
    if (head.header("x-amz-security-token").isPresent()) {
      throw new S3Exception(
          S3ErrorCode.INVALID_TOKEN, "The provided token is malformed or otherwise invalid.");
    }
    String payload =
        head.header(DeclaredPayload.HEADER)
            .orElseThrow(
                () ->
                    new S3Exception(
                        S3ErrorCode.INVALID_REQUEST,
                        "Missing required header for this request: " + DeclaredPayload.HEADER));
    time.checkSkew(now);
    Optional<AccessKey> known = accessKeys.find(authorization.accessKeyId());
    // An unknown id costs the same work as a wrong secret, so that time does not tell them apart.
    AccessKey key = known.orElseGet(() -> stranger(authorization.accessKeyId()));
    SecretKey signingKey = signingKeys.get(key, authorization.scope());
    Optional<S3Exception> mismatch = compare(head, authorization, time, payload, signingKey);
    if (known.isEmpty()) {
      throw new S3Exception(
              S3ErrorCode.INVALID_ACCESS_KEY_ID,
              "The AWS Access Key Id you provided does not exist in our records.")
          .with("AWSAccessKeyId", authorization.accessKeyId());
    }
    if (mismatch.isPresent()) {
      throw mismatch.get();
    }
    signingKeys.keep(key, authorization.scope(), signingKey);
    ChunkSigning chunks =
        new ChunkSigning(
            signingKey,
            time.timestamp(),
            authorization.scope().toString(),
            authorization.signature());
    return new Authenticated(
        new Principal.KeyHolder(key.id(), key.owner(), key.rights()),
        DeclaredPayload.ofSigned(payload, chunks));
  }

  private static Optional<S3Exception> compare(
      RequestHead head,
      AuthorizationHeader authorization,
      RequestTime time,
      String payload,
      SecretKey signingKey) {
    String scope = authorization.scope().toString();
    List<String> candidates =
        CanonicalRequest.candidates(head, authorization.signedHeaders(), payload);
    for (String canonical : candidates) {
      String stringToSign = SignatureV4.stringToSign(time.timestamp(), scope, canonical);
      String expected = SignatureV4.sign(signingKey, stringToSign);
      if (SignatureV4.sameSignature(expected, authorization.signature())) {
        return Optional.empty();
      }
    }
    String canonical = candidates.getFirst();
    return Optional.of(
        new S3Exception(
                S3ErrorCode.SIGNATURE_DOES_NOT_MATCH,
                "The request signature we calculated does not match the signature you provided."
                    + " Check your key and signing method.")
            .with("AWSAccessKeyId", authorization.accessKeyId())
            .with("StringToSign", SignatureV4.stringToSign(time.timestamp(), scope, canonical))
            .with("SignatureProvided", authorization.signature())
            .with("CanonicalRequest", canonical));
  }

  private void checkScope(CredentialScope scope, RequestTime time) {
    if (!scope.terminator().equals(SignatureV4.TERMINATOR)) {
      throw AuthorizationHeader.malformed(
          "incorrect terminal \"%s\". This endpoint uses \"%s\"."
              .formatted(scope.terminator(), SignatureV4.TERMINATOR));
    }
    if (!scope.service().equals(SERVICE)) {
      throw AuthorizationHeader.malformed(
          "incorrect service \"%s\". This endpoint belongs to \"%s\"."
              .formatted(scope.service(), SERVICE));
    }
    if (!scope.date().equals(time.date())) {
      throw AuthorizationHeader.malformed(
          "Invalid credential date \"%s\". This date is not the same as X-Amz-Date: \"%s\"."
              .formatted(scope.date(), time.date()));
    }
    if (!regions.isEmpty() && !regions.contains(scope.region())) {
      throw AuthorizationHeader.malformed(
              "the region '%s' is wrong; expecting '%s'"
                  .formatted(scope.region(), regions.getFirst()))
          .with("Region", regions.getFirst());
    }
  }

  /**
   * Every header that decides what a request does must be signed: otherwise anyone on the way could
   * add one, and turn an upload into a copy of somebody's object.
   */
  private static void checkSignedHeaders(RequestHead head, AuthorizationHeader authorization) {
    List<String> unsigned =
        head.headers().stream()
            .map(RequestHead.Header::name)
            .filter(name -> name.startsWith("x-amz-") || MUST_BE_SIGNED.contains(name))
            .filter(name -> !authorization.signs(name))
            .distinct()
            .toList();
    if (!unsigned.isEmpty()) {
      throw new S3Exception(
              S3ErrorCode.ACCESS_DENIED,
              "There were headers present in the request which were not signed")
          .with("HeadersNotSigned", String.join(", ", unsigned));
    }
  }

  private static AccessKey stranger(String id) {
    return new AccessKey(id, "unknown", new Owner("", ""), new KeyRights.Granted(List.of()));
  }
}
