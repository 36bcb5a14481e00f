package io.horizonpush.wasm.chain;

import io.horizonpush.s3.filter.Outcome;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The head of an answer as plugins see and change it. What they change is kept apart, so that it
 * can be made of another answer, too. Confined to its request.
 */
final class AnswerHead {

  private final int status;
  private final Map<String, String> headers;
  private final Optional<S3ErrorCode> error;
  private final OptionalLong length;

  /** By name; empty where a header was removed. */
  private final Map<String, Optional<String>> changes = new LinkedHashMap<>();

  private AnswerHead(
      int status, Map<String, String> headers, Optional<S3ErrorCode> error, OptionalLong length) {
    this.status = status;
    this.headers = headers;
    this.error = error;
    this.length = length;
  }

  static AnswerHead of(S3Response answer) {
    return new AnswerHead(answer.status(), answer.headers(), Optional.empty(), answer.length());
  }

  static AnswerHead of(S3Exception error) {
    return new AnswerHead(
        error.code().status(), error.headers(), Optional.of(error.code()), OptionalLong.empty());
  }

  int status() {
    return status;
  }

  Optional<S3ErrorCode> error() {
    return error;
  }

  /** The length of the body in bytes, if it is known. */
  OptionalLong length() {
    return length;
  }

  /** The headers with what was changed of them. */
  Map<String, String> headers() {
    return changed(headers);
  }

  Optional<String> header(String name) {
    Optional<String> change = changes.get(name);
    return change == null ? Optional.ofNullable(headers.get(name)) : change;
  }

  void set(String name, String value) {
    changes.put(name, Optional.of(value));
  }

  boolean remove(String name) {
    if (header(name).isEmpty()) {
      return false;
    }
    changes.put(name, Optional.empty());
    return true;
  }

  /** What was changed, to be made again by {@link #restore}. */
  Map<String, Optional<String>> changes() {
    return new LinkedHashMap<>(changes);
  }

  void restore(Map<String, Optional<String>> earlier) {
    changes.clear();
    changes.putAll(earlier);
  }

  /** What came of a request, with the changes made. */
  Outcome on(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Answered(S3Response response) -> new Outcome.Answered(on(response));
      case Outcome.Failed(S3Exception failure) -> new Outcome.Failed(on(failure));
    };
  }

  /** An answer with the changes made. */
  S3Response on(S3Response answer) {
    return changes.isEmpty() ? answer : answer.withHeaders(changed(answer.headers()));
  }

  /** An error with the changes made. */
  S3Exception on(S3Exception failure) {
    if (changes.isEmpty()) {
      return failure;
    }
    S3Exception copy = new S3Exception(failure.code(), failure.getMessage(), failure);
    failure.details().forEach(copy::with);
    changed(failure.headers()).forEach(copy::withHeader);
    return copy;
  }

  private Map<String, String> changed(Map<String, String> of) {
    Map<String, String> all = new LinkedHashMap<>(of);
    changes.forEach(
        (name, value) ->
            value.ifPresentOrElse(text -> all.put(name, text), () -> all.remove(name)));
    return Collections.unmodifiableMap(all);
  }
}
