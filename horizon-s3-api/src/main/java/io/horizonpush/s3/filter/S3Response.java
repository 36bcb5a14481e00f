package io.horizonpush.s3.filter;

import io.horizonpush.s3.store.Content;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * An answer, ready to be sent. Whoever drops an answer closes it.
 *
 * @param headers by lower-case name; Content-Length, Date and the request id are added when it is
 *     sent
 * @param body the runs of bytes to send, in order
 * @param length what Content-Length says; larger than the body only in answers to HEAD; nothing
 *     when it turns out while the body is sent
 */
public record S3Response(
    int status, Map<String, String> headers, List<Content> body, OptionalLong length)
    implements AutoCloseable {

  /** What an answer says of its bytes. */
  private static final Set<String> ABOUT_BODY =
      Set.of(
          "accept-ranges",
          "content-length",
          "content-md5",
          "content-range",
          "etag",
          "x-amz-mp-parts-count");

  private static final int PARTIAL_CONTENT = 206;

  public S3Response {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    body = List.copyOf(body);
  }

  /** An answer whose length is known. */
  public S3Response(int status, Map<String, String> headers, List<Content> body, long length) {
    this(status, headers, body, OptionalLong.of(length));
  }

  /** The same answer with other headers. */
  public S3Response withHeaders(Map<String, String> others) {
    return new S3Response(status, others, body, length);
  }

  /** The same answer with more headers, or with other values of those that it has. */
  public S3Response withMore(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.putAll(more);
    return withHeaders(all);
  }

  /**
   * The answer with other bytes: all of them, of which nothing is true any more that was said of
   * the old ones. Those are left to whoever asks, to read or to close.
   *
   * @param newLength nothing when it is not known yet
   */
  public S3Response withBody(List<Content> bytes, OptionalLong newLength) {
    Map<String, String> kept = new LinkedHashMap<>(headers);
    kept.keySet().removeIf(name -> ABOUT_BODY.contains(name) || name.startsWith("x-amz-checksum-"));
    return new S3Response(status == PARTIAL_CONTENT ? 200 : status, kept, bytes, newLength);
  }

  @Override
  public void close() {
    body.forEach(Content::close);
  }
}
