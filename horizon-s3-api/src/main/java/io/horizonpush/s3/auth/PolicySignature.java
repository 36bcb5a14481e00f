package io.horizonpush.s3.auth;

import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Signature.Carrier;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks who signed the policy of a form upload, from the form's fields. Thread-safe.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-authentication-HTTPPOST.html">AWS:
 *     authenticating a POST request</a>
 */
final class PolicySignature {

  private static final Set<String> V4 =
      Set.of("x-amz-algorithm", "x-amz-credential", "x-amz-signature");
  private static final Set<String> V2 = Set.of("awsaccesskeyid", "signature");

  private final SignatureV4Verifier v4;
  private final Optional<SignatureV2Verifier> v2;

  PolicySignature(SignatureV4Verifier v4, Optional<SignatureV2Verifier> v2) {
    this.v4 = v4;
    this.v2 = v2;
  }

  /**
   * Who signed, or nothing for a form that shows no sign of credentials.
   *
   * @param fields by lower-case name
   */
  Optional<Principal> signer(Map<String, String> fields) {
    boolean isV4 = V4.stream().anyMatch(fields::containsKey);
    boolean isV2 = V2.stream().anyMatch(fields::containsKey);
    if (!isV4 && !isV2 && !fields.containsKey("policy")) {
      return Optional.empty();
    }
    SignatureV4Verifier.refuseToken(fields.containsKey("x-amz-security-token"));
    if (isV4 && isV2) {
      throw Authenticator.severalMechanisms();
    }
    return Optional.of(isV4 ? verifyV4(fields) : verifyV2(fields));
  }

  private Principal verifyV4(Map<String, String> fields) {
    PresignedQuery.checkAlgorithm(required(fields, "X-Amz-Algorithm"));
    ClaimV4 claim =
        ClaimV4.of(
            Carrier.FORM,
            required(fields, "X-Amz-Credential"),
            List.of(),
            required(fields, "X-Amz-Signature"));
    RequestTime time =
        RequestTime.parseBasic(required(fields, "X-Amz-Date"))
            .orElseThrow(
                () -> ClaimV4.malformed(Carrier.FORM, "Date", "it must be yyyyMMdd'T'HHmmss'Z'."));
    return v4.verifyPolicy(claim, time, required(fields, "Policy"));
  }

  private Principal verifyV2(Map<String, String> fields) {
    SignatureV2Verifier verifier = v2.orElseThrow(Authenticator::unsupportedMechanism);
    return verifier.verifyPolicy(
        required(fields, "AWSAccessKeyId"),
        required(fields, "Signature"),
        required(fields, "Policy"));
  }

  private static String required(Map<String, String> fields, String name) {
    String value = fields.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    if (value.isEmpty()) {
      throw new S3Exception(
              S3ErrorCode.INVALID_ARGUMENT,
              "Bucket POST must contain a field named '"
                  + name
                  + "'.  If it is specified, please check the order of the fields.")
          .with("ArgumentName", name)
          .with("ArgumentValue", "");
    }
    return value;
  }
}
