package io.horizonpush.wasm.host;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.wasm.abi.Answer;
import io.horizonpush.wasm.abi.HeaderField;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The answer that a plugin is making during one call. Confined to its instance. */
final class AnswerDraft {

  private static final int MOST_HEADERS = 64;
  private static final int OK = 200;

  private OptionalInt status = OptionalInt.empty();
  private byte[] body = new byte[0];
  private final List<HeaderField> headers = new ArrayList<>();
  private Optional<BlobHash> blob = Optional.empty();
  private Optional<Answer.Denial> denial = Optional.empty();

  void reply(int newStatus, byte[] newBody) {
    if (status.isPresent() || denial.isPresent()) {
      throw Errno.WRONG_PHASE.error();
    }
    if (blob.isPresent() && newBody.length > 0) {
      throw Errno.INVALID.error();
    }
    status = OptionalInt.of(newStatus);
    body = newBody;
  }

  void deny(S3ErrorCode code, String message) {
    if (!isEmpty()) {
      throw Errno.WRONG_PHASE.error();
    }
    denial = Optional.of(new Answer.Denial(code, message));
  }

  void respond(BlobHash with) {
    if (blob.isPresent() || denial.isPresent()) {
      throw Errno.WRONG_PHASE.error();
    }
    if (body.length > 0) {
      throw Errno.INVALID.error();
    }
    blob = Optional.of(with);
  }

  /** Whether headers are those of an answer that is being made. */
  boolean hasHead() {
    return status.isPresent() || blob.isPresent();
  }

  private boolean isEmpty() {
    return !hasHead() && denial.isEmpty();
  }

  List<HeaderField> headers() {
    return headers;
  }

  void set(String name, String value) {
    remove(name);
    if (headers.size() == MOST_HEADERS) {
      throw Errno.TOO_LARGE.error();
    }
    headers.add(new HeaderField(name, value));
  }

  boolean remove(String name) {
    return headers.removeIf(header -> header.name().equals(name));
  }

  Optional<Answer.Denial> denial() {
    return denial;
  }

  /** The answer, if one was made. */
  Optional<Answer> build() {
    if (denial.isPresent()) {
      return Optional.of(denial.get());
    }
    if (blob.isPresent()) {
      return Optional.of(blobAnswer(blob.get()));
    }
    return status.isPresent()
        ? Optional.of(new Answer.Reply(status.getAsInt(), headers, ByteBuffer.wrap(body)))
        : Optional.empty();
  }

  /** The answer with a blob, if one was made. */
  Optional<Answer.Blob> hit() {
    return denial.isPresent() ? Optional.empty() : blob.map(this::blobAnswer);
  }

  private Answer.Blob blobAnswer(BlobHash hash) {
    return new Answer.Blob(status.orElse(OK), headers, hash);
  }
}
