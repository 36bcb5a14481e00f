package io.horizonpush.s3.auth;

import io.horizonpush.s3.request.PercentCoding;
import io.horizonpush.s3.request.Query;
import io.horizonpush.s3.request.RequestHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The text that a signature covers: a request's head in one agreed spelling.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">AWS:
 *     create a canonical request</a>
 */
final class CanonicalRequest {

  private CanonicalRequest() {}

  /**
   * The canonical requests that a head may have been signed as, the likely one first: with its path
   * encoded as AWS demands, and, where a client encodes otherwise, as it was sent.
   */
  static List<String> candidates(RequestHead head, ClaimV4 claim, String payloadHash) {
    List<String> signedHeaders = claim.signedHeaders();
    String behindPath =
        '\n'
            + canonicalQuery(head.query())
            + '\n'
            + canonicalHeaders(head, signedHeaders)
            + '\n'
            + String.join(";", signedHeaders)
            + '\n'
            + payloadHash;
    String sent = head.rawPath();
    Optional<String> encoded = PercentCoding.bytes(sent, false).map(PercentCoding::encodePath);
    return Stream.of(encoded.orElse(sent), sent)
        .distinct()
        .map(path -> head.method() + '\n' + path + behindPath)
        .toList();
  }

  private static String canonicalQuery(Query query) {
    if (query.parameters().isEmpty()) {
      return "";
    }
    List<Parameter> parameters = new ArrayList<>();
    for (Query.Parameter parameter : query.parameters()) {
      String name = parameter.name().canonical();
      // A signature in the query cannot cover itself. In a request that carries its signature
      // elsewhere such a parameter never gets this far.
      if (!name.equals("X-Amz-Signature")) {
        parameters.add(new Parameter(name, parameter.value().canonical()));
      }
    }
    parameters.sort(null);
    StringBuilder text = new StringBuilder();
    for (Parameter parameter : parameters) {
      if (!text.isEmpty()) {
        text.append('&');
      }
      text.append(parameter.name()).append('=').append(parameter.value());
    }
    return text.toString();
  }

  private static String canonicalHeaders(RequestHead head, List<String> signedHeaders) {
    StringBuilder text = new StringBuilder();
    for (String name : signedHeaders) {
      text.append(name).append(':');
      boolean first = true;
      for (RequestHead.Header header : head.headers()) {
        if (header.name().equals(name)) {
          if (!first) {
            text.append(',');
          }
          appendCollapsed(text, header.value());
          first = false;
        }
      }
      text.append('\n');
    }
    return text.toString();
  }

  /** Without blanks at the ends, and with one for each run of them inside. */
  private static void appendCollapsed(StringBuilder text, String value) {
    boolean pendingBlank = false;
    boolean any = false;
    for (int at = 0; at < value.length(); at++) {
      char next = value.charAt(at);
      if (next == ' ' || next == '\t') {
        pendingBlank = any;
      } else {
        if (pendingBlank) {
          text.append(' ');
          pendingBlank = false;
        }
        text.append(next);
        any = true;
      }
    }
  }

  private record Parameter(String name, String value) implements Comparable<Parameter> {

    @Override
    public int compareTo(Parameter other) {
      int byName = name.compareTo(other.name);
      return byName != 0 ? byName : value.compareTo(other.value);
    }
  }
}
