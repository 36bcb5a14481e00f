package io.horizonpush.s3.auth;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Signature.Carrier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a client says about its Signature Version 4, wherever it says so.
 *
 * @param signedHeaders in the order given, in lower case; empty for a form
 * @param signature in hexadecimal
 */
record ClaimV4(
    Carrier carrier,
    String accessKeyId,
    CredentialScope scope,
    List<String> signedHeaders,
    String signature) {

  ClaimV4 {
    signedHeaders = List.copyOf(signedHeaders);
  }

  /**
   * Reads the parts of a claim.
   *
   * @throws S3Exception the carrier's error for the part that is malformed
   */
  static ClaimV4 of(
      Carrier carrier, String credential, List<String> signedHeaders, String signature) {
    String[] parts = credential.split("/", -1);
    if (parts.length < 5) {
      throw malformed(
          carrier,
          "Credential",
          "the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/"
              + "aws4_request\".");
    }
    int scope = parts.length - 4;
    return new ClaimV4(
        carrier,
        String.join("/", List.of(parts).subList(0, scope)),
        new CredentialScope(parts[scope], parts[scope + 1], parts[scope + 2], parts[scope + 3]),
        signedHeaders,
        signature);
  }

  /** The names in a list of signed headers. */
  static List<String> signedHeaders(Carrier carrier, String value) {
    List<String> names = new ArrayList<>();
    String previous = "";
    for (String name : value.split(";", -1)) {
      // Their order is part of what is signed, so only one order is accepted.
      if (name.compareTo(previous) <= 0 || !name.equals(name.toLowerCase(Locale.ROOT))) {
        throw malformed(
            carrier, "SignedHeaders", "SignedHeaders must be distinct lower-case names in order.");
      }
      names.add(name);
      previous = name;
    }
    return names;
  }

  boolean signs(String lowerCaseName) {
    return signedHeaders.contains(lowerCaseName);
  }

  /**
   * The error for a malformed part.
   *
   * @param carrier decides how the fault is told
   * @param part its name behind {@code X-Amz-}
   */
  static S3Exception malformed(Carrier carrier, String part, String detail) {
    return switch (carrier) {
      case HEADER ->
          new S3Exception(
              S3ErrorCode.AUTHORIZATION_HEADER_MALFORMED,
              "The authorization header is malformed; " + detail);
      case QUERY, FORM ->
          new S3Exception(
              S3ErrorCode.AUTHORIZATION_QUERY_PARAMETERS_ERROR,
              "Error parsing the X-Amz-" + part + " parameter; " + detail);
    };
  }
}
