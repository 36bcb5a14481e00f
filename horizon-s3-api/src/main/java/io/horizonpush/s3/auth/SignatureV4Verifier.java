package io.horizonpush.s3.auth;

import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Signature;
import io.horizonpush.s3.model.Signature.Carrier;
import io.horizonpush.s3.request.Query;
import io.horizonpush.s3.request.RequestHead;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.SecretKey;

/**
 * Checks Signature Version 4: in the Authorization header, in the query string, and over the policy
 * of a form. Thread-safe.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html">AWS:
 *     Signature Version 4</a>
 */
final class SignatureV4Verifier {

  private static final String SERVICE = "s3";
  private static final String CONTENT_TYPE = "content-type";
  private static final String HOST = "host";
  private static final String UNKNOWN_BYTES = "application/octet-stream";

  private final KeyProof keys;
  private final List<String> regions;
  private final SigningKeys signingKeys = new SigningKeys();

  SignatureV4Verifier(KeyProof keys, List<String> regions) {
    this.keys = keys;
    this.regions = List.copyOf(regions);
  }

  Authenticated verifyHeader(RequestHead head, ClaimV4 claim, Instant now) {
    RequestTime time = RequestTime.of(head);
    checkScope(claim, time);
    checkSignedHeaders(head, claim);
    refuseToken(head.header("x-amz-security-token").isPresent());
    String payload =
        head.header(DeclaredPayload.HEADER)
            .orElseThrow(
                () ->
                    new S3Exception(
                        S3ErrorCode.INVALID_REQUEST,
                        "Missing required header for this request: " + DeclaredPayload.HEADER));
    time.checkSkew(now);
    return verify(head, claim, time, payload);
  }

  Authenticated verifyQuery(RequestHead head, Query query, Instant now) {
    refuseToken(
        head.header("x-amz-security-token").isPresent()
            || query.hasAnyIgnoringCase(Set.of("x-amz-security-token")));
    PresignedQuery presigned = PresignedQuery.parse(query);
    checkScope(presigned.claim(), presigned.time());
    checkSignedHeaders(head, presigned.claim());
    presigned.checkValidity(now);
    RequestHead whole = HoistedHeaders.putBack(head, query, PresignedQuery::isHeader);
    String payload = whole.header(DeclaredPayload.HEADER).orElse(DeclaredPayload.UNSIGNED);
    Authenticated authenticated = verify(head, presigned.claim(), presigned.time(), payload);
    return new Authenticated(authenticated.principal(), authenticated.payload(), whole);
  }

  /**
   * Checks the signature over a form's policy, which is itself the string to sign.
   *
   * @param policy as it stands in the form, in base64
   */
  Principal verifyPolicy(ClaimV4 claim, RequestTime time, String policy) {
    checkScope(claim, time);
    AccessKey holder =
        keys.demand(
            claim.accessKeyId(),
            key -> {
              String expected = SignatureV4.sign(signingKeys.get(key, claim.scope()), policy);
              return SignatureV4.sameSignature(expected, claim.signature())
                  ? Optional.empty()
                  : Optional.of(KeyProof.mismatch(key.id(), policy, claim.signature()));
            });
    return KeyProof.holder(holder, new Signature.V4(claim.carrier(), time.instant()));
  }

  private Authenticated verify(RequestHead head, ClaimV4 claim, RequestTime time, String payload) {
    AccessKey key =
        keys.demand(
            claim.accessKeyId(),
            candidate ->
                compare(
                    CanonicalRequest.candidates(head, claim, payload),
                    claim,
                    time,
                    signingKeys.get(candidate, claim.scope())));
    SecretKey signingKey = signingKeys.get(key, claim.scope());
    signingKeys.keep(key, claim.scope(), signingKey);
    ChunkSigning chunks =
        new ChunkSigning(signingKey, time.timestamp(), claim.scope().toString(), claim.signature());
    return new Authenticated(
        KeyProof.holder(key, new Signature.V4(claim.carrier(), time.instant())),
        DeclaredPayload.ofSigned(payload, chunks),
        head);
  }

  private static Optional<S3Exception> compare(
      List<String> candidates, ClaimV4 claim, RequestTime time, SecretKey signingKey) {
    String scope = claim.scope().toString();
    for (String canonical : candidates) {
      String stringToSign = SignatureV4.stringToSign(time.timestamp(), scope, canonical);
      String expected = SignatureV4.sign(signingKey, stringToSign);
      if (SignatureV4.sameSignature(expected, claim.signature())) {
        return Optional.empty();
      }
    }
    String canonical = candidates.getFirst();
    return Optional.of(
        KeyProof.mismatch(
                claim.accessKeyId(),
                SignatureV4.stringToSign(time.timestamp(), scope, canonical),
                claim.signature())
            .with("CanonicalRequest", canonical));
  }

  private void checkScope(ClaimV4 claim, RequestTime time) {
    CredentialScope scope = claim.scope();
    if (!scope.terminator().equals(SignatureV4.TERMINATOR)) {
      throw wrongScope(
          claim.carrier(),
          "incorrect terminal \"%s\". This endpoint uses \"%s\"."
              .formatted(scope.terminator(), SignatureV4.TERMINATOR));
    }
    if (!scope.service().equals(SERVICE)) {
      throw wrongScope(
          claim.carrier(),
          "incorrect service \"%s\". This endpoint belongs to \"%s\"."
              .formatted(scope.service(), SERVICE));
    }
    if (!scope.date().equals(time.date())) {
      throw wrongScope(
          claim.carrier(),
          "Invalid credential date \"%s\". This date is not the same as X-Amz-Date: \"%s\"."
              .formatted(scope.date(), time.date()));
    }
    if (!regions.isEmpty() && !regions.contains(scope.region())) {
      throw wrongScope(
              claim.carrier(),
              "the region '%s' is wrong; expecting '%s'"
                  .formatted(scope.region(), regions.getFirst()))
          .with("Region", regions.getFirst());
    }
  }

  private static S3Exception wrongScope(Carrier carrier, String detail) {
    return ClaimV4.malformed(carrier, "Credential", detail);
  }

  /**
   * Every header that decides what a request does must be signed: otherwise anyone on the way could
   * add one, and turn an upload into a copy of somebody's object.
   */
  private static void checkSignedHeaders(RequestHead head, ClaimV4 claim) {
    List<String> unsigned =
        head.headers().stream()
            .filter(header -> mustBeSigned(head, claim.carrier(), header))
            .map(RequestHead.Header::name)
            .filter(name -> !claim.signs(name))
            .distinct()
            .toList();
    if (!unsigned.isEmpty()) {
      throw new S3Exception(
              S3ErrorCode.ACCESS_DENIED,
              "There were headers present in the request which were not signed")
          .with("HeadersNotSigned", String.join(", ", unsigned));
    }
  }

  /**
   * AWS demands the signature of a content type on paper only, and clients rely on that. Whoever
   * has a presigned URL chooses the bytes, and with them their type. Of a header's signature,
   * spared are the type that says nothing about the bytes, which nobody gains by adding, and that
   * of a streamed upload, which minio-go and what is built on it leave unsigned.
   */
  private static boolean mustBeSigned(
      RequestHead head, Carrier carrier, RequestHead.Header header) {
    return switch (header.name()) {
      case HOST -> true;
      case CONTENT_TYPE ->
          carrier == Carrier.HEADER
              && !header.value().equals(UNKNOWN_BYTES)
              && !DeclaredPayload.isStreamed(head);
      default -> header.name().startsWith("x-amz-");
    };
  }

  /** There are no temporary credentials here: a token can only be somebody else's. */
  static void refuseToken(boolean present) {
    if (present) {
      throw new S3Exception(
          S3ErrorCode.INVALID_TOKEN, "The provided token is malformed or otherwise invalid.");
    }
  }
}
