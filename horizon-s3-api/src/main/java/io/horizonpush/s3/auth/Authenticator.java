package io.horizonpush.s3.auth;

import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.Client;
import io.horizonpush.s3.request.Query;
import io.horizonpush.s3.request.RequestHead;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Decides who sent a request, from its head alone and before anything else looks at it; of a form,
 * afterwards from its fields.
 *
 * <p>A request that carries any sign of credentials is never taken for an anonymous one.
 * Thread-safe.
 */
public final class Authenticator {

  private static final String V2_SCHEME = "AWS";

  private final SignatureV4Verifier v4;
  private final Optional<SignatureV2Verifier> v2;
  private final PolicySignature policies;
  private final BiFunction<RequestHead, Client, Principal> unsigned;

  /** An authenticator that knows Signature Version 4 only. */
  public Authenticator(AccessKeys keys, List<String> regions, UnsignedSender anonymous) {
    this(keys, regions, anonymous, new SignatureV2Access.Off());
  }

  /**
   * An authenticator over a set of keys.
   *
   * @param regions that clients may sign for; empty for any
   */
  public Authenticator(
      AccessKeys keys,
      List<String> regions,
      UnsignedSender anonymous,
      SignatureV2Access signatureV2) {
    KeyProof proof = new KeyProof(keys);
    this.v4 = new SignatureV4Verifier(proof, regions);
    this.v2 =
        switch (signatureV2) {
          case SignatureV2Access.Off() -> Optional.empty();
          case SignatureV2Access.On(var endpoint) ->
              Optional.of(new SignatureV2Verifier(proof, endpoint));
        };
    this.policies = new PolicySignature(v4, v2);
    this.unsigned =
        switch (anonymous) {
          case UnsignedSender.Anybody() -> (_, _) -> new Principal.Public();
          case UnsignedSender.Loopback(var owner, var peers) -> {
            LoopbackGuard guard = new LoopbackGuard(peers);
            yield (head, client) ->
                guard
                    .doubt(head, client)
                    .<Principal>map(Principal.Public::because)
                    .orElseGet(() -> new Principal.Local(owner));
          }
        };
  }

  /**
   * Who sent a request, and how its body must be checked. What is not signed comes from {@link
   * Principal.Local} where this node trusts its own users, else from {@link Principal.Public}.
   *
   * @throws S3Exception if it is signed and the signature does not hold
   */
  public Authenticated authenticate(RequestHead head, Client client, Instant now) {
    SingleHeaders.check(head);
    Query query = head.query();
    boolean queryV4 = query.hasAnyIgnoringCase(PresignedQuery.SIGNS);
    boolean queryV2 = query.hasAny(SignatureV2Verifier.SIGNS);
    Optional<String> authorization = head.header("authorization");
    if ((queryV4 && queryV2)
        || ((queryV4 || queryV2) && authorization.filter(Authenticator::isOfAws).isPresent())) {
      throw severalMechanisms();
    }
    // Beside a presigned URL any other Authorization header is meant for somebody else, a proxy on
    // the way for instance.
    if (queryV4) {
      return v4.verifyQuery(head, query, now);
    }
    if (queryV2) {
      return v2().verifyQuery(head, query, now);
    }
    return authorization.isPresent()
        ? signed(head, query, authorization.get(), now)
        : new Authenticated(unsigned.apply(head, client), DeclaredPayload.ofUnsigned(head), head);
  }

  /**
   * Who sent a form: whoever signed its policy, or without one the sender of its head.
   *
   * @param fields by lower-case name
   * @throws S3Exception if the signature does not hold, or if it is not in the fields: one in the
   *     head covers none of them
   */
  public Principal authenticateForm(Principal sender, Map<String, String> fields) {
    return switch (sender) {
      case Principal.Local _, Principal.Identified _, Principal.Public _ ->
          policies.signer(fields).orElse(sender);
      case Principal.KeyHolder _ ->
          throw new S3Exception(
              S3ErrorCode.INVALID_ARGUMENT,
              "A form upload carries its signature in the fields of the form, and nowhere else.");
    };
  }

  private Authenticated signed(RequestHead head, Query query, String authorization, Instant now) {
    String scheme = scheme(authorization);
    String parameters = authorization.substring(scheme.length());
    return switch (scheme) {
      case SignatureV4.ALGORITHM ->
          v4.verifyHeader(head, AuthorizationHeader.parse(parameters), now);
      case SignatureV4.ECDSA_ALGORITHM -> throw SignatureV4.ecdsaNotImplemented();
      case V2_SCHEME -> v2().verifyHeader(head, query, parameters.strip(), now);
      default ->
          throw new S3Exception(S3ErrorCode.INVALID_ARGUMENT, "Unsupported Authorization Type")
              .with("ArgumentName", "Authorization");
    };
  }

  private SignatureV2Verifier v2() {
    return v2.orElseThrow(Authenticator::unsupportedMechanism);
  }

  private static boolean isOfAws(String authorization) {
    return scheme(authorization).toUpperCase(Locale.ROOT).startsWith(V2_SCHEME);
  }

  private static String scheme(String authorization) {
    int blank = authorization.indexOf(' ');
    return blank < 0 ? authorization : authorization.substring(0, blank);
  }

  static S3Exception severalMechanisms() {
    return new S3Exception(
        S3ErrorCode.INVALID_ARGUMENT,
        "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature"
            + " query string parameter or the Authorization header should be specified");
  }

  static S3Exception unsupportedMechanism() {
    return new S3Exception(
        S3ErrorCode.INVALID_REQUEST,
        "The authorization mechanism you have provided is not supported. Please use "
            + SignatureV4.ALGORITHM
            + ".");
  }
}
