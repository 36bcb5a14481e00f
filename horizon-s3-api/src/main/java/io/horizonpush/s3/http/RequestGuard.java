package io.horizonpush.s3.http;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.HttpCharacters;
import io.horizonpush.s3.request.RequestHead;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Refuses requests whose framing or target could be read in two ways. Every fault found here ends
 * the connection.
 */
final class RequestGuard {

  private RequestGuard() {}

  /** What is wrong with a request, if anything. */
  static Optional<S3Exception> fault(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      // Netty refuses other transfer codings too, but only RFC 9112 §6.1 says with what.
      return framing(request)
          .filter(fault -> fault.code() == S3ErrorCode.NOT_IMPLEMENTED)
          .or(() -> Optional.of(undecodable(request.decoderResult().cause())));
    }
    return version(request)
        .or(() -> target(request))
        .or(() -> host(request))
        .or(() -> framing(request));
  }

  /** The head of a sound request, with lower-case names and nothing else changed. */
  static RequestHead head(HttpRequest request) {
    String uri = request.uri();
    int question = uri.indexOf('?');
    List<RequestHead.Header> headers = new ArrayList<>(request.headers().size());
    Iterator<Map.Entry<CharSequence, CharSequence>> each = request.headers().iteratorCharSequence();
    while (each.hasNext()) {
      Map.Entry<CharSequence, CharSequence> header = each.next();
      headers.add(
          new RequestHead.Header(
              header.getKey().toString().toLowerCase(Locale.ROOT), header.getValue().toString()));
    }
    return new RequestHead(
        request.method().name(),
        question < 0 ? uri : uri.substring(0, question),
        question < 0 ? "" : uri.substring(question + 1),
        headers);
  }

  private static Optional<S3Exception> version(HttpRequest request) {
    HttpVersion version = request.protocolVersion();
    boolean known = version.equals(HttpVersion.HTTP_1_1) || version.equals(HttpVersion.HTTP_1_0);
    return known ? Optional.empty() : refused("This server speaks HTTP/1.1 and HTTP/1.0.");
  }

  private static Optional<S3Exception> target(HttpRequest request) {
    boolean sound = request.uri().startsWith("/") && request.uri().indexOf('#') < 0;
    return sound
        ? Optional.empty()
        : Optional.of(
            new S3Exception(S3ErrorCode.INVALID_URI, "Couldn't parse the specified URI."));
  }

  /** RFC 9112 §3.2: exactly one Host, which names a host and nothing else. */
  private static Optional<S3Exception> host(HttpRequest request) {
    List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
    if (hosts.isEmpty() && request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      return Optional.empty();
    }
    boolean sound = hosts.size() == 1 && HttpCharacters.isHost(hosts.getFirst());
    return sound ? Optional.empty() : refused("A request needs exactly one valid Host header.");
  }

  /** RFC 9112 §6: the length of a body has one meaning. */
  private static Optional<S3Exception> framing(HttpRequest request) {
    HttpHeaders headers = request.headers();
    List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
    if (codings.isEmpty()) {
      return lengths.isEmpty() || (lengths.size() == 1 && isLength(lengths.getFirst()))
          ? Optional.empty()
          : refused("Content-Length must be one number of bytes.");
    }
    if (!lengths.isEmpty()) {
      return refused("A request has either Content-Length or Transfer-Encoding, not both.");
    }
    if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      return refused("HTTP/1.0 has no Transfer-Encoding.");
    }
    if (codings.size() > 1) {
      return refused("Transfer-Encoding must stand only once.");
    }
    return codings.getFirst().equalsIgnoreCase("chunked")
        ? Optional.empty()
        : Optional.of(
            new S3Exception(
                    S3ErrorCode.NOT_IMPLEMENTED,
                    "A header you provided implies functionality that is not implemented.")
                .with("Header", "Transfer-Encoding"));
  }

  private static boolean isLength(String value) {
    for (int at = 0; at < value.length(); at++) {
      if (value.charAt(at) < '0' || value.charAt(at) > '9') {
        return false;
      }
    }
    return !value.isEmpty() && value.length() <= 18;
  }

  private static S3Exception undecodable(Throwable cause) {
    if (cause instanceof TooLongHttpHeaderException) {
      return new S3Exception(
          S3ErrorCode.REQUEST_HEADER_SECTION_TOO_LARGE,
          "Your request header section exceeds the maximum allowed size.");
    }
    if (cause instanceof TooLongHttpLineException) {
      return new S3Exception(S3ErrorCode.INVALID_URI, "The request line is too long.");
    }
    return new S3Exception(
        S3ErrorCode.BAD_REQUEST, "An error occurred when parsing the HTTP request.");
  }

  private static Optional<S3Exception> refused(String message) {
    return Optional.of(new S3Exception(S3ErrorCode.BAD_REQUEST, message));
  }
}
