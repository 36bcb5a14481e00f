package io.horizonpush.s3.request;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.util.List;
import java.util.Optional;

/**
 * The head of an HTTP request as it came over the wire, with nothing normalised: signatures are
 * made over it.
 *
 * @param method in upper case
 * @param rawPath the path before {@code ?}, still percent-encoded, including a service prefix such
 *     as {@code /s3}
 * @param headers in the order received; values are ISO-8859-1, so that every byte survives
 */
public record RequestHead(String method, String rawPath, Query query, List<Header> headers) {

  public RequestHead {
    headers = List.copyOf(headers);
  }

  /**
   * A head whose query is taken apart here.
   *
   * @param rawQuery what stands behind {@code ?}, or an empty string
   */
  public RequestHead(String method, String rawPath, String rawQuery, List<Header> headers) {
    this(method, rawPath, Query.of(rawQuery), headers);
  }

  /** What stands behind {@code ?}, or an empty string. */
  public String rawQuery() {
    return query.raw();
  }

  /** The same request with other headers. */
  public RequestHead withHeaders(List<Header> others) {
    return new RequestHead(method, rawPath, query, others);
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
  public record Header(String name, String value) {

    /**
     * A header made of text that did not come as one, a query parameter or a field of a form, once
     * it is known to be sound: neither name nor value can end the header or begin another.
     *
     * @param value one char for each byte
     * @throws S3Exception {@code InvalidArgument}
     */
    public static Header checked(String lowerCaseName, String value) {
      if (!HttpCharacters.isToken(lowerCaseName) || !HttpCharacters.isValue(value)) {
        throw new S3Exception(
                S3ErrorCode.INVALID_ARGUMENT,
                "A header must not contain control characters, nor its name anything but a token.")
            .with("ArgumentName", lowerCaseName);
      }
      return new Header(lowerCaseName, value.strip());
    }
  }
}
