package io.horizonpush.s3.payload;

import io.horizonpush.s3.filter.RequestBody;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A request's body that keeps its promises: its length and every digest the client sent are
 * verified before its end is reported. Confined to one thread at a time.
 */
final class VerifiedBody implements RequestBody {

  private final DecodedReader source;

  /** In bytes; negative when the client announced none. */
  private final long announced;

  private final List<Verification> verifications;
  private List<Checksum> verified = List.of();
  private long received;
  private boolean ended;

  /** What it failed with. From then on it does: whoever asks again hears nothing else. */
  private @Nullable S3Exception failure;

  VerifiedBody(DecodedReader source, long announced, List<Verification> verifications) {
    this.source = source;
    this.announced = announced;
    this.verifications = List.copyOf(verifications);
  }

  @Override
  public Optional<ByteBuffer> next() {
    if (failure != null) {
      throw failure;
    }
    if (ended) {
      return Optional.empty();
    }
    try {
      return read();
    } catch (S3Exception e) {
      failure = e;
      throw e;
    }
  }

  private Optional<ByteBuffer> read() {
    Optional<ByteBuffer> piece = source.next();
    if (piece.isEmpty()) {
      verify();
      return piece;
    }
    received += piece.get().remaining();
    if (announced >= 0 && received > announced) {
      throw wrongLength();
    }
    for (Verification verification : verifications) {
      verification.update(piece.get());
    }
    return piece;
  }

  @Override
  public boolean isReady() {
    return source.isReady();
  }

  private void verify() {
    if (announced >= 0 && received != announced) {
      throw wrongLength();
    }
    Trailers trailers = source.trailers();
    List<Checksum> found = new ArrayList<>();
    for (Verification verification : verifications) {
      verification.verify(trailers).ifPresent(found::add);
    }
    verified = List.copyOf(found);
    ended = true;
  }

  @Override
  public OptionalLong length() {
    return announced < 0 ? OptionalLong.empty() : OptionalLong.of(announced);
  }

  @Override
  public boolean promisesChecksum() {
    return verifications.stream().anyMatch(Verification.Additional.class::isInstance);
  }

  @Override
  public List<Checksum> checksums() {
    return verified;
  }

  @Override
  public void close() {
    source.close();
  }

  private static S3Exception wrongLength() {
    return new S3Exception(
        S3ErrorCode.INCOMPLETE_BODY,
        "You did not provide the number of bytes specified by the Content-Length HTTP header");
  }
}
