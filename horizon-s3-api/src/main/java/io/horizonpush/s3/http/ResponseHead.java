package io.horizonpush.s3.http;

import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.pipeline.ErrorRenderer;
import io.horizonpush.s3.request.HttpCharacters;
import io.horizonpush.s3.request.HttpDate;
import io.horizonpush.s3.request.RequestId;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * Writes the head of an answer (RFC 9112 §4): what the answer says of itself, and what this server
 * says of every one. Confined to the request's thread.
 */
final class ResponseHead {

  /** What the server decides, whatever an answer says. */
  private static final Set<String> OWN =
      Set.of(
          "connection",
          "content-length",
          "date",
          "server",
          "transfer-encoding",
          "x-amz-id-2",
          "x-amz-request-id");

  private static final byte[] VERSION = ascii("HTTP/1.1 ");
  private static final byte[] LINE_END = ascii("\r\n");
  private static final byte[] SEPARATOR = ascii(": ");
  private static final byte[] LENGTH = ascii("content-length: ");
  private static final byte[] CHUNKED = ascii("transfer-encoding: chunked\r\n");
  private static final byte[] DATE = ascii("date: ");
  private static final byte[] SERVER_AND_ID =
      ascii(
          "\r\nserver: HorizonPush\r\nx-amz-id-2: "
              + ErrorRenderer.HOST_ID
              + "\r\nx-amz-request-id: ");
  private static final byte[] CLOSE = ascii("\r\nconnection: close\r\n\r\n");
  private static final byte[] KEEP_ALIVE = ascii("\r\nconnection: keep-alive\r\n\r\n");

  private byte[] bytes = new byte[512];
  private int length;

  private ResponseHead() {}

  /**
   * The head of an answer.
   *
   * @param closing whether the connection ends with it
   * @throws IllegalArgumentException if a header has a line break or another control character in
   *     it: such a one must never leave this server
   */
  static ByteBuffer encode(S3Response response, RequestId id, Framing framing, boolean closing) {
    ResponseHead head = new ResponseHead();
    head.statusLine(response.status());
    for (Map.Entry<String, String> header : response.headers().entrySet()) {
      if (!OWN.contains(header.getKey())) {
        head.header(header.getKey(), header.getValue());
      }
    }
    switch (framing) {
      case LENGTH -> {
        head.add(LENGTH);
        head.text(Long.toString(response.length().orElseThrow()));
        head.add(LINE_END);
      }
      case CHUNKED -> head.add(CHUNKED);
      case HEAD_ONLY, UNTIL_CLOSE -> {}
    }
    head.add(DATE);
    head.add(HttpDate.now());
    head.add(SERVER_AND_ID);
    head.text(id.value());
    head.add(closing ? CLOSE : KEEP_ALIVE);
    return ByteBuffer.wrap(head.bytes, 0, head.length);
  }

  private void statusLine(int code) {
    HttpResponseStatus status = HttpResponseStatus.valueOf(code);
    add(VERSION);
    text(status.codeAsText());
    add((byte) ' ');
    text(status.reasonPhrase());
    add(LINE_END);
  }

  private void header(String name, String value) {
    if (!HttpCharacters.isToken(name)) {
      throw new IllegalArgumentException("A header cannot have the name " + name);
    }
    text(name);
    add(SEPARATOR);
    text(value);
    add(LINE_END);
  }

  /** Adds characters as ISO-8859-1. */
  private void text(CharSequence text) {
    reserve(text.length());
    for (int at = 0; at < text.length(); at++) {
      char next = text.charAt(at);
      if (HttpCharacters.isControl(next)) {
        throw new IllegalArgumentException("A header has a control character in it");
      }
      bytes[length++] = next > 0xFF ? (byte) '?' : (byte) next;
    }
  }

  private void add(byte next) {
    reserve(1);
    bytes[length++] = next;
  }

  private void add(byte[] more) {
    reserve(more.length);
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
