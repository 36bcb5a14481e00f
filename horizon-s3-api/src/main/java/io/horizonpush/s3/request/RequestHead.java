package io.horizonpush.s3.request;

import java.util.List;
import java.util.Optional;

/**
 * The head of an HTTP request as it came over the wire, with nothing decoded or normalised:
 * signatures are made over it.
 *
 * @param method in upper case
 * @param rawPath the path before {@code ?}, still percent-encoded, including a service prefix such
 *     as {@code /s3}
 * @param rawQuery what stands behind {@code ?}, or an empty string
 * @param headers in the order received; values are ISO-8859-1, so that every byte survives
 */
public record RequestHead(String method, String rawPath, String rawQuery, List<Header> headers) {

  public RequestHead {
    headers = List.copyOf(headers);
  }

  /** The first value of a header, trimmed. */
  public Optional<String> header(String lowerCaseName) {
    for (Header header : headers) {
      if (header.name().equals(lowerCaseName)) {
        return Optional.of(header.value());
      }
    }
    return Optional.empty();
  }

  /** Every value of a header, trimmed, in the order received. */
  public List<String> values(String lowerCaseName) {
    return headers.stream()
        .filter(header -> header.name().equals(lowerCaseName))
        .map(Header::value)
        .toList();
  }

  /**
   * One header.
   *
   * @param name in lower case
   */
  public record Header(String name, String value) {}
}
