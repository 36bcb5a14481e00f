package io.horizonpush.s3.auth;

import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Signature.Carrier;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads an Authorization header of Signature Version 4. */
final class AuthorizationHeader {

  private AuthorizationHeader() {}

  /** Parses what stands behind the name of the algorithm. */
  static ClaimV4 parse(String parameters) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String parameter : parameters.split(",", -1)) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? "" : parameter.substring(0, equals).strip();
      if (name.isEmpty()
          || values.putIfAbsent(name, parameter.substring(equals + 1).strip()) != null) {
        throw malformed("it must be Credential=…, SignedHeaders=…, Signature=…, each once.");
      }
    }
    return ClaimV4.of(
        Carrier.HEADER,
        required(values, "Credential"),
        ClaimV4.signedHeaders(Carrier.HEADER, required(values, "SignedHeaders")),
        required(values, "Signature"));
  }

  private static String required(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null || value.isEmpty()) {
      throw malformed("it lacks " + name + ".");
    }
    return value;
  }

  private static S3Exception malformed(String detail) {
    return ClaimV4.malformed(Carrier.HEADER, "", detail);
  }
}
