package io.horizonpush.s3.filter;

import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The bytes that a filter puts in the place of those that a client sent. The client's promises
 * about its own are dropped, but not forgotten: the end is reported only once they have been read
 * to theirs, and so verified. Confined to one thread at a time.
 */
final class ReplacedBody implements StandInBody {

  /** What a client says of the bytes of its body. */
  private static final Set<String> PROMISES =
      Set.of(
          "content-length",
          "content-md5",
          "x-amz-content-sha256",
          "x-amz-decoded-content-length",
          "x-amz-sdk-checksum-algorithm",
          "x-amz-trailer");

  private final ContentReader bytes;
  private final OptionalLong length;
  private final RequestBody sent;
  private long read;

  /**
   * @param length of the bytes; nothing when it is not known
   * @param sent what the client sent
   */
  ReplacedBody(ContentReader bytes, OptionalLong length, RequestBody sent) {
    this.bytes = bytes;
    this.length = length;
    this.sent = sent;
  }

  /** A head that says nothing of its body any more. */
  static RequestHead withoutPromises(RequestHead head) {
    return head.withHeaders(
        head.headers().stream().filter(header -> !isPromise(header.name())).toList());
  }

  private static boolean isPromise(String name) {
    return PROMISES.contains(name) || name.startsWith("x-amz-checksum-");
  }

  @Override
  public RequestBody behind() {
    return sent;
  }

  @Override
  public Optional<ByteBuffer> next() {
    Optional<ByteBuffer> piece = bytes.next();
    piece.ifPresent(each -> read += each.remaining());
    boolean wrong =
        length.isPresent()
            && (piece.isPresent() ? read > length.getAsLong() : read != length.getAsLong());
    if (wrong) {
      throw new S3Exception(
          S3ErrorCode.INTERNAL_ERROR, "A filter's bytes have another length than it announced.");
    }
    if (piece.isEmpty()) {
      while (sent.next().isPresent()) {
        // Only its end tells whether it is what was promised.
      }
    }
    return piece;
  }

  @Override
  public boolean isReady() {
    return bytes.isReady() && sent.isReady();
  }

  @Override
  public OptionalLong length() {
    return length;
  }

  @Override
  public boolean promisesChecksum() {
    return false;
  }

  @Override
  public List<Checksum> checksums() {
    return List.of();
  }

  @Override
  public void close() {
    bytes.close();
  }
}
