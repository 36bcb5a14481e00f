package io.horizonpush.s3.http;

import io.horizonpush.s3.filter.S3Response;

/** How a client finds the end of an answer (RFC 9112 §6.3). */
enum Framing {
  /** At the end of the head: there is no body. */
  HEAD_ONLY,
  /** By Content-Length; an answer to HEAD has that, and no body all the same. */
  LENGTH,
  /** By an empty chunk. */
  CHUNKED,
  /** By the end of the connection, for clients that know no chunks. */
  UNTIL_CLOSE;

  /**
   * @param takesChunks whether the client speaks HTTP/1.1
   */
  static Framing of(S3Response response, boolean answersHead, boolean takesChunks) {
    if (hasNoContent(response.status())) {
      return HEAD_ONLY;
    }
    if (response.length().isPresent()) {
      return LENGTH;
    }
    return answersHead ? HEAD_ONLY : takesChunks ? CHUNKED : UNTIL_CLOSE;
  }

  /** RFC 9110 §8.6: such answers have no content, and no length of it either. */
  private static boolean hasNoContent(int status) {
    return status < 200 || status == 204 || status == 304;
  }
}
