package io.horizonpush.s3.auth;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A parsed Authorization header of Signature Version 4.
 *
 * @param signedHeaders in the order given, in lower case
 * @param signature in hexadecimal
 */
record AuthorizationHeader(
    String accessKeyId, CredentialScope scope, List<String> signedHeaders, String signature) {

  AuthorizationHeader {
    signedHeaders = List.copyOf(signedHeaders);
  }

  /** Parses what stands behind the name of the algorithm. */
  static AuthorizationHeader parse(String parameters) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String parameter : parameters.split(",", -1)) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? "" : parameter.substring(0, equals).strip();
      if (name.isEmpty()
          || values.putIfAbsent(name, parameter.substring(equals + 1).strip()) != null) {
        throw malformed("it must be Credential=…, SignedHeaders=…, Signature=…, each once.");
      }
    }
    String credential = required(values, "Credential");
    String[] parts = credential.split("/", -1);
    if (parts.length < 5) {
      throw malformed(
          "the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/"
              + "aws4_request\".");
    }
    int scope = parts.length - 4;
    return new AuthorizationHeader(
        String.join("/", List.of(parts).subList(0, scope)),
        new CredentialScope(parts[scope], parts[scope + 1], parts[scope + 2], parts[scope + 3]),
        signedHeaders(required(values, "SignedHeaders")),
        required(values, "Signature"));
  }

  boolean signs(String lowerCaseName) {
    return signedHeaders.contains(lowerCaseName);
  }

  static S3Exception malformed(String detail) {
    return new S3Exception(
        S3ErrorCode.AUTHORIZATION_HEADER_MALFORMED,
        "The authorization header is malformed; " + detail);
  }

  private static List<String> signedHeaders(String value) {
    List<String> names = new ArrayList<>();
    String previous = "";
    for (String name : value.split(";", -1)) {
      // Their order is part of what is signed, so only one order is accepted.
      if (name.compareTo(previous) <= 0 || !name.equals(name.toLowerCase(Locale.ROOT))) {
        throw malformed("SignedHeaders must be distinct lower-case names in order.");
      }
      names.add(name);
      previous = name;
    }
    return names;
  }

  private static String required(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null || value.isEmpty()) {
      throw malformed("it lacks " + name + ".");
    }
    return value;
  }
}
