package io.horizonpush.s3.auth;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Signature.Carrier;
import io.horizonpush.s3.request.Query;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Signature Version 4 in the query string: a URL that carries its own permission for a while.
 *
 * @param validity how long from {@code time} on the URL may be used
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html">AWS:
 *     using query parameters</a>
 */
record PresignedQuery(ClaimV4 claim, RequestTime time, Duration validity) {

  /** The parameters that make a query a presigned one, in lower case. */
  static final Set<String> SIGNS = Set.of("x-amz-algorithm", "x-amz-credential", "x-amz-signature");

  /** Every parameter that is part of the authentication and of nothing else, in lower case. */
  private static final Set<String> OWN =
      Set.of(
          "x-amz-algorithm",
          "x-amz-credential",
          "x-amz-date",
          "x-amz-expires",
          "x-amz-region-set",
          "x-amz-security-token",
          "x-amz-signature",
          "x-amz-signedheaders");

  private static final Pattern INTEGER = Pattern.compile("-?\\d+");
  private static final long LONGEST_SECONDS = Duration.ofDays(7).toSeconds();

  /** Whether a parameter of a presigned URL stands for a header. */
  static boolean isHeader(String lowerCaseName) {
    return lowerCaseName.startsWith("x-amz-") && !OWN.contains(lowerCaseName);
  }

  /**
   * Reads the parameters.
   *
   * @throws S3Exception {@code AuthorizationQueryParametersError}; {@code AccessDenied} for a
   *     validity that no URL may have; {@code NotImplemented} for Signature Version 4A
   */
  static PresignedQuery parse(Query query) {
    checkAlgorithm(required(query, "X-Amz-Algorithm"));
    ClaimV4 claim =
        ClaimV4.of(
            Carrier.QUERY,
            required(query, "X-Amz-Credential"),
            ClaimV4.signedHeaders(Carrier.QUERY, required(query, "X-Amz-SignedHeaders")),
            required(query, "X-Amz-Signature"));
    RequestTime time =
        RequestTime.parseBasic(required(query, "X-Amz-Date"))
            .orElseThrow(
                () ->
                    parametersError(
                        "X-Amz-Date must be in the ISO8601 Long Format"
                            + " \"yyyyMMdd'T'HHmmss'Z'\""));
    return new PresignedQuery(claim, time, validity(required(query, "X-Amz-Expires")));
  }

  /** Refuses any algorithm but the one of Signature Version 4. */
  static void checkAlgorithm(String algorithm) {
    if (algorithm.equals(SignatureV4.ECDSA_ALGORITHM)) {
      throw SignatureV4.ecdsaNotImplemented();
    }
    if (!algorithm.equals(SignatureV4.ALGORITHM)) {
      throw parametersError("X-Amz-Algorithm only supports \"" + SignatureV4.ALGORITHM + "\"");
    }
  }

  /** Refuses a URL that is not valid yet, beyond what clocks may differ, or not any more. */
  void checkValidity(Instant now) {
    if (time.instant().isAfter(now.plus(RequestTime.LARGEST_SKEW))) {
      throw denied("Request is not valid yet")
          .with("X-Amz-Date", time.timestamp())
          .with("ServerTime", DateTimeFormatter.ISO_INSTANT.format(now));
    }
    Instant end = time.instant().plus(validity);
    if (now.isAfter(end)) {
      throw denied("Request has expired")
          .with("X-Amz-Expires", Long.toString(validity.toSeconds()))
          .with("Expires", DateTimeFormatter.ISO_INSTANT.format(end))
          .with("ServerTime", DateTimeFormatter.ISO_INSTANT.format(now));
    }
  }

  /** What is no number is malformed; a number out of range is a URL that never is valid. */
  private static Duration validity(String seconds) {
    if (!INTEGER.matcher(seconds).matches()) {
      throw parametersError("X-Amz-Expires should be a number");
    }
    BigInteger number = new BigInteger(seconds);
    if (number.signum() <= 0) {
      throw denied("X-Amz-Expires must be positive").with("X-Amz-Expires", seconds);
    }
    if (number.compareTo(BigInteger.valueOf(LONGEST_SECONDS)) > 0) {
      throw parametersError(
              "X-Amz-Expires must be less than a week (in seconds); that is, the given"
                  + " X-Amz-Expires must be less than "
                  + LONGEST_SECONDS
                  + " seconds")
          .with("X-Amz-Expires", seconds);
    }
    return Duration.ofSeconds(number.longValueExact());
  }

  private static String required(Query query, String name) {
    return query
        .single(name)
        .filter(value -> !value.isEmpty())
        .orElseThrow(
            () ->
                parametersError(
                    "Query-string authentication version 4 requires the X-Amz-Algorithm,"
                        + " X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders,"
                        + " and X-Amz-Expires parameters."));
  }

  private static S3Exception parametersError(String message) {
    return new S3Exception(S3ErrorCode.AUTHORIZATION_QUERY_PARAMETERS_ERROR, message);
  }

  private static S3Exception denied(String message) {
    return new S3Exception(S3ErrorCode.ACCESS_DENIED, message);
  }
}
