package io.horizonpush.wasm.chain;

import io.horizonpush.s3.filter.FilteredRequest;
import io.horizonpush.s3.filter.Rewrite;
import io.horizonpush.s3.filter.UnsignedRequest;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.request.S3Input;
import io.horizonpush.wasm.host.RequestVariables;
import io.horizonpush.wasm.host.RequestView.ObjectBlob;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request with what plugins have made of it so far. Confined to one thread at a time: the
 * request's own, or the guest thread that works for it.
 */
final class RequestState {

  private final Asked asked;
  private final RequestVariables variables;
  private @Nullable FilteredRequest request;
  private Optional<Rewrite> rewrite = Optional.empty();
  private Optional<Replacement> replacement = Optional.empty();

  /** The headers of the request that plugins have set or removed. */
  private final Map<String, Optional<String>> edits = new LinkedHashMap<>();

  private Optional<AnswerHead> answer = Optional.empty();
  private Optional<String> storedType = Optional.empty();
  private Optional<ObjectBlob> object = Optional.empty();

  /** A blob that is stored, as an entry wants. */
  record Replacement(BlobHash blob, Entry by) {}

  /** What a plugin may have changed, to go back to when it fails. */
  record Mark(
      @Nullable FilteredRequest request,
      Optional<Rewrite> rewrite,
      Optional<Replacement> replacement,
      Map<String, Optional<String>> edits,
      Optional<Map<String, Optional<String>>> changes) {}

  RequestState(FilteredRequest request, RequestVariables variables) {
    this.asked = Asked.of(request);
    this.request = request;
    this.variables = variables;
  }

  /** A request of which only is to be said who sends it. */
  RequestState(UnsignedRequest request) {
    this.asked = Asked.of(request);
    this.variables = new RequestVariables();
  }

  Asked asked() {
    return asked;
  }

  RequestVariables variables() {
    return variables;
  }

  /** What is asked now. */
  S3Input input() {
    FilteredRequest changed = request;
    return changed == null ? asked.input() : changed.input();
  }

  /** The request as it is passed on; nothing where plugins are asked who sends it. */
  Optional<FilteredRequest> request() {
    return Optional.ofNullable(request);
  }

  void request(FilteredRequest changed) {
    request = changed;
  }

  Map<String, Optional<String>> edits() {
    return edits;
  }

  Optional<Rewrite> rewrite() {
    return rewrite;
  }

  void rewrite(Rewrite to) {
    rewrite = Optional.of(to);
  }

  /** The blob that is stored in the place of what the client sends. */
  Optional<Replacement> replacement() {
    return replacement;
  }

  void replacement(Replacement by) {
    replacement = Optional.of(by);
  }

  Optional<AnswerHead> answer() {
    return answer;
  }

  void answer(AnswerHead head) {
    answer = Optional.of(head);
  }

  /** The type of the object that is read, where its client wants to see another one. */
  Optional<String> storedType() {
    return storedType;
  }

  void storedType(Optional<String> type) {
    storedType = type;
  }

  Optional<ObjectBlob> object() {
    return object;
  }

  void object(Optional<ObjectBlob> blob) {
    object = blob;
  }

  Mark mark() {
    return new Mark(
        request, rewrite, replacement, new LinkedHashMap<>(edits), answer.map(AnswerHead::changes));
  }

  void restore(Mark mark) {
    request = mark.request();
    rewrite = mark.rewrite();
    replacement = mark.replacement();
    edits.clear();
    edits.putAll(mark.edits());
    mark.changes().ifPresent(changes -> answer.orElseThrow().restore(changes));
  }
}
