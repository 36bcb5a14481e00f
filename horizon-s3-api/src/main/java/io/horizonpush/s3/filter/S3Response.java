package io.horizonpush.s3.filter;

import io.horizonpush.s3.store.Content;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An answer, ready to be sent. Whoever drops an answer closes it.
 *
 * @param headers by lower-case name; Content-Length, Date and the request id are added when it is
 *     sent
 * @param body the runs of bytes to send, in order
 * @param length what Content-Length says; larger than the body only in answers to HEAD
 */
public record S3Response(int status, Map<String, String> headers, List<Content> body, long length)
    implements AutoCloseable {

  public S3Response {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    body = List.copyOf(body);
  }

  @Override
  public void close() {
    body.forEach(Content::close);
  }
}
