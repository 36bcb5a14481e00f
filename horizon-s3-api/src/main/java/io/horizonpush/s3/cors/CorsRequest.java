package io.horizonpush.s3.cors;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.RequestHead;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a browser says about a script's request.
 *
 * @param origin where the script comes from
 * @param method what it does, or asks to do
 * @param headers the names of the headers it asks to send, in lower case
 */
public record CorsRequest(String origin, String method, List<String> headers) {

  private static final String ORIGIN = "origin";
  private static final String METHOD = "access-control-request-method";
  private static final String HEADERS = "access-control-request-headers";

  public CorsRequest {
    headers = List.copyOf(headers);
  }

  /**
   * What any request but a preflight one says; nothing when no script sent it.
   *
   * <p>AWS goes by {@code Access-Control-Request-Method} here as well where it is sent, which no
   * browser does.
   */
  public static Optional<CorsRequest> actual(RequestHead head) {
    return head.header(ORIGIN)
        .filter(CorsRequest::isPlain)
        .map(
            origin ->
                new CorsRequest(
                    origin, head.header(METHOD).orElse(head.method()), requestedHeaders(head)));
  }

  /**
   * What a preflight request asks.
   *
   * @throws S3Exception {@code BadRequest} when it does not say from where or what for
   */
  public static CorsRequest preflight(RequestHead head) {
    String origin =
        head.header(ORIGIN)
            .filter(value -> !value.isEmpty())
            .orElseThrow(
                () ->
                    new S3Exception(
                        S3ErrorCode.BAD_REQUEST,
                        "Insufficient information. Origin request header needed."));
    String method = head.header(METHOD).orElse("null");
    if (!CorsRule.METHODS.contains(method)) {
      throw new S3Exception(
          S3ErrorCode.BAD_REQUEST, "Invalid Access-Control-Request-Method: " + method);
    }
    if (!isPlain(origin)) {
      throw new S3Exception(S3ErrorCode.BAD_REQUEST, "Invalid Origin.");
    }
    return new CorsRequest(origin, method, requestedHeaders(head));
  }

  private static List<String> requestedHeaders(RequestHead head) {
    return head.header(HEADERS).stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(name -> name.strip().toLowerCase(Locale.ROOT))
        .filter(name -> !name.isEmpty())
        .toList();
  }

  /** Whether a value may be repeated in a header of the answer. */
  private static boolean isPlain(String value) {
    return !value.isEmpty() && value.chars().allMatch(each -> each > ' ' && each < 0x7F);
  }
}
