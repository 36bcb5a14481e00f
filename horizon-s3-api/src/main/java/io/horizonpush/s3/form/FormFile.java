package io.horizonpush.s3.form;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The bytes of a form's file. Before it reports their end, the rest of the form has been read, and
 * the policy's demand on their length is met: nothing is stored otherwise. Confined to one thread.
 */
final class FormFile implements ContentReader {

  private final FormParts parts;
  private final LengthRange range;
  private long length;
  private boolean ended;

  FormFile(FormParts parts, LengthRange range) {
    this.parts = parts;
    this.range = range;
  }

  @Override
  public Optional<ByteBuffer> next() {
    if (ended) {
      return Optional.empty();
    }
    Optional<ByteBuffer> piece = parts.content();
    if (piece.isPresent()) {
      length += piece.get().remaining();
      if (length > range.most()) {
        throw wrongLength(
            S3ErrorCode.ENTITY_TOO_LARGE,
            "Your proposed upload exceeds the maximum allowed size",
            "MaxSizeAllowed",
            range.most());
      }
      return piece;
    }
    if (length < range.least()) {
      throw wrongLength(
          S3ErrorCode.ENTITY_TOO_SMALL,
          "Your proposed upload is smaller than the minimum allowed size",
          "MinSizeAllowed",
          range.least());
    }
    readRest();
    return Optional.empty();
  }

  /** What is there may be the beginning of a delimiter, or of a field that has to be read whole. */
  @Override
  public boolean isReady() {
    return false;
  }

  /** AWS ignores the fields behind the file; another file would be one that is not stored. */
  private void readRest() {
    for (Optional<PartHead> next = parts.next(); next.isPresent(); next = parts.next()) {
      if (next.get().isFile()) {
        throw FormErrors.notOneFile();
      }
    }
    parts.finish();
    ended = true;
  }

  private S3Exception wrongLength(S3ErrorCode code, String message, String limit, long bytes) {
    return new S3Exception(code, message)
        .with("ProposedSize", Long.toString(length))
        .with(limit, Long.toString(bytes));
  }
}
