package io.horizonpush.wasm.chain;

import io.horizonpush.s3.filter.FilteredRequest;
import io.horizonpush.s3.filter.Rewrite;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.BucketScoped;
import io.horizonpush.s3.request.ListInput;
import io.horizonpush.s3.request.MultipartInput;
import io.horizonpush.s3.request.NamedKey;
import io.horizonpush.s3.request.ObjectInput;
import io.horizonpush.s3.request.Query;
import io.horizonpush.s3.request.RequestHead.Header;
import io.horizonpush.wasm.abi.HeaderField;
import io.horizonpush.wasm.abi.Side;
import io.horizonpush.wasm.host.Property;
import io.horizonpush.wasm.host.RequestView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A request as one entry's instance sees it. Once it is detached there is nothing in it and nothing
 * can be changed: an instance that was given up may wake up when its request is long over.
 */
final class EntryView implements RequestView {

  private final Entry entry;
  private final RequestState state;
  private volatile boolean detached;

  EntryView(Entry entry, RequestState state) {
    this.entry = entry;
    this.state = state;
  }

  void detach() {
    detached = true;
  }

  @Override
  public Optional<String> property(Property property) {
    if (detached) {
      return Optional.empty();
    }
    Asked asked = state.asked();
    return switch (property) {
      case METHOD -> Optional.of(asked.head().method());
      case PATH -> Optional.of(asked.head().rawPath());
      case OPERATION -> Optional.of(state.input().operation().operationName());
      case BUCKET -> bucketName();
      case KEY -> key();
      case VERSION -> answerHeader("x-amz-version-id").or(() -> query("versionId"));
      case SENDER -> Optional.of(asked.sender());
      case REQUEST_ID -> Optional.of(asked.id().value());
      case CLIENT_ADDRESS -> Optional.of(asked.client().address().getHostAddress());
      case REQUEST_LENGTH -> decimal(asked.length());
      case STATUS -> state.answer().map(head -> Integer.toString(head.status()));
      case ERROR_CODE -> state.answer().flatMap(AnswerHead::error).map(error -> error.code());
      case ETAG -> answerHeader("etag");
      case ANSWER_LENGTH -> state.answer().flatMap(head -> decimal(head.length()));
      case CONTENT_TYPE -> contentType();
      case ENTRY_NAME -> Optional.empty(); // The host knows it itself.
      case RANGE -> asked.head().header("range");
    };
  }

  private Optional<String> bucketName() {
    Optional<String> moved = state.rewrite().map(Rewrite::bucket).map(BucketName::value);
    return moved.or(
        () ->
            state.input() instanceof BucketScoped scoped
                ? Optional.of(scoped.bucket().value())
                : Optional.empty());
  }

  private Optional<String> key() {
    return state
        .rewrite()
        .flatMap(Rewrite::key)
        .or(() -> NamedKey.of(state.input()))
        .map(ObjectKey::value);
  }

  private Optional<String> contentType() {
    return state.answer().isPresent()
        ? answerHeader("content-type")
        : RequestEdit.metadata(state.input()).flatMap(metadata -> metadata.header("content-type"));
  }

  private Optional<String> answerHeader(String name) {
    return state.answer().flatMap(head -> head.header(name));
  }

  private static Optional<String> decimal(OptionalLong number) {
    return number.isPresent() ? Optional.of(Long.toString(number.getAsLong())) : Optional.empty();
  }

  @Override
  public Optional<String> query(String name) {
    if (detached) {
      return Optional.empty();
    }
    for (Query.Parameter each : state.asked().head().query().parameters()) {
      if (each.name().decoded().filter(name::equals).isPresent()) {
        return each.value().decoded();
      }
    }
    return Optional.empty();
  }

  @Override
  public List<HeaderField> headers(Side side) {
    if (detached) {
      return List.of();
    }
    return switch (side) {
      case REQUEST -> requestHeaders();
      case ANSWER -> state.answer().map(head -> fields(head.headers())).orElseGet(List::of);
    };
  }

  private List<HeaderField> requestHeaders() {
    List<HeaderField> headers = new ArrayList<>();
    for (Header header : state.asked().head().headers()) {
      if (!state.edits().containsKey(header.name())) {
        headers.add(new HeaderField(header.name(), header.value()));
      }
    }
    state
        .edits()
        .forEach(
            (name, value) -> value.ifPresent(text -> headers.add(new HeaderField(name, text))));
    return headers;
  }

  private static List<HeaderField> fields(Map<String, String> headers) {
    return headers.entrySet().stream()
        .map(each -> new HeaderField(each.getKey(), each.getValue()))
        .toList();
  }

  @Override
  public boolean setHeader(Side side, String name, String value) {
    return !detached
        && switch (side) {
          case REQUEST -> edit(name, Optional.of(value));
          case ANSWER ->
              state
                  .answer()
                  .map(
                      head -> {
                        head.set(name, value);
                        return true;
                      })
                  .orElse(false);
        };
  }

  @Override
  public boolean removeHeader(Side side, String name) {
    return !detached
        && switch (side) {
          case REQUEST -> edit(name, Optional.empty());
          case ANSWER -> state.answer().map(head -> head.remove(name)).orElse(false);
        };
  }

  private boolean edit(String name, Optional<String> value) {
    Optional<FilteredRequest> changed =
        state.request().flatMap(request -> RequestEdit.of(request, name, value));
    changed.ifPresent(
        request -> {
          state.request(request);
          state.edits().put(name, value);
        });
    return changed.isPresent();
  }

  @Override
  public boolean rewrite(Optional<String> bucket, Optional<String> key) {
    if (detached
        || !(state.input() instanceof BucketScoped scoped)
        || !mayMove(scoped, key.isPresent())) {
      return false;
    }
    try {
      Rewrite earlier =
          state.rewrite().orElseGet(() -> new Rewrite(scoped.bucket(), Optional.empty()));
      state.rewrite(
          new Rewrite(
              bucket.map(BucketName::new).orElse(earlier.bucket()),
              key.map(ObjectKey::new).or(earlier::key)));
      return true;
    } catch (S3Exception e) {
      return false; // There can be no such bucket or key.
    }
  }

  /** Whether it is about objects, and has a key if it is to get another one. */
  private static boolean mayMove(BucketScoped input, boolean key) {
    return NamedKey.of(input).isPresent()
        || (!key
            && (input instanceof ListInput
                || input instanceof ObjectInput.DeleteObjects
                || input instanceof MultipartInput.ListMultipartUploads));
  }

  @Override
  public boolean replaceBody(BlobHash blob) {
    if (detached || !Uploads.hasBytes(state.input().operation())) {
      return false;
    }
    state.replacement(new RequestState.Replacement(blob, entry));
    return true;
  }

  @Override
  public Optional<ObjectBlob> object() {
    return detached ? Optional.empty() : state.object();
  }

  @Override
  public Optional<Bucket> bucket() {
    return detached ? Optional.empty() : state.asked().bucket();
  }
}
