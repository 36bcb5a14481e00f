package io.horizonpush.wasm.chain;

import io.horizonpush.s3.filter.FilteredRequest;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.request.DeleteConditions;
import io.horizonpush.s3.request.EntityTags;
import io.horizonpush.s3.request.HttpDate;
import io.horizonpush.s3.request.MultipartInput.CompleteMultipartUpload;
import io.horizonpush.s3.request.MultipartInput.CreateMultipartUpload;
import io.horizonpush.s3.request.ObjectInput.CopyObject;
import io.horizonpush.s3.request.ObjectInput.DeleteObject;
import io.horizonpush.s3.request.ObjectInput.GetObject;
import io.horizonpush.s3.request.ObjectInput.GetObjectAttributes;
import io.horizonpush.s3.request.ObjectInput.HeadObject;
import io.horizonpush.s3.request.ObjectInput.PostObject;
import io.horizonpush.s3.request.ObjectInput.PutObject;
import io.horizonpush.s3.request.ReadConditions;
import io.horizonpush.s3.request.S3Input;
import io.horizonpush.s3.request.WriteConditions;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a header that a plugin sets or removes means for its request. Stateless. */
final class RequestEdit {

  private static final String META = "x-amz-meta-";

  private RequestEdit() {}

  /**
   * The request with a header set or removed; nothing where it has nothing of the kind, or the
   * value is none.
   *
   * @param value nothing to remove it
   */
  static Optional<FilteredRequest> of(
      FilteredRequest request, String name, Optional<String> value) {
    if (ObjectMetadata.STANDARD.contains(name) || name.startsWith(META)) {
      return metadata(request.input())
          .flatMap(old -> changed(old, name, value))
          .map(request::withMetadata);
    }
    return conditions(request, name, value);
  }

  /** What a request says about the object that it stores. */
  static Optional<ObjectMetadata> metadata(S3Input input) {
    return switch (input) {
      case PutObject put -> Optional.of(put.metadata());
      case PostObject post -> Optional.of(post.put().metadata());
      case CreateMultipartUpload create -> Optional.of(create.metadata());
      case CopyObject copy -> copy.replacement();
      default -> Optional.empty();
    };
  }

  private static Optional<ObjectMetadata> changed(
      ObjectMetadata old, String name, Optional<String> value) {
    boolean user = name.startsWith(META);
    SortedMap<String, String> values = new TreeMap<>(user ? old.user() : old.headers());
    String key = user ? name.substring(META.length()) : name;
    boolean was = values.remove(key) != null;
    if (value.isPresent()) {
      values.put(key, value.get());
    } else if (!was) {
      return Optional.empty();
    }
    ObjectMetadata made =
        user ? new ObjectMetadata(old.headers(), values) : new ObjectMetadata(values, old.user());
    return Optional.of(made).filter(each -> each.userBytes() <= ObjectMetadata.MAX_USER_BYTES);
  }

  private static Optional<FilteredRequest> conditions(
      FilteredRequest request, String name, Optional<String> value) {
    Optional<EntityTags> tags = value.map(EntityTags::parse);
    return switch (request.input()) {
      case GetObject get -> read(request, get.conditions(), name, value);
      case HeadObject(GetObject get) -> read(request, get.conditions(), name, value);
      case GetObjectAttributes get -> read(request, get.conditions(), name, value);
      case PutObject put -> write(request, put.conditions(), name, tags);
      case PostObject post -> write(request, post.put().conditions(), name, tags);
      case CopyObject copy -> write(request, copy.conditions(), name, tags);
      case CompleteMultipartUpload complete -> write(request, complete.conditions(), name, tags);
      case DeleteObject delete -> {
        DeleteConditions old = delete.conditions();
        yield name.equals("if-match")
            ? Optional.of(
                request.withConditions(new DeleteConditions(tags, old.lastModified(), old.size())))
            : Optional.empty();
      }
      default -> Optional.empty();
    };
  }

  private static Optional<FilteredRequest> read(
      FilteredRequest request, ReadConditions old, String name, Optional<String> value) {
    Optional<EntityTags> tags = value.map(EntityTags::parse);
    Optional<Instant> date = value.flatMap(HttpDate::parse);
    if (name.endsWith("-since") && value.isPresent() && date.isEmpty()) {
      return Optional.empty();
    }
    ReadConditions made =
        switch (name) {
          case "if-match" ->
              new ReadConditions(
                  tags, old.ifNoneMatch(), old.ifModifiedSince(), old.ifUnmodifiedSince());
          case "if-none-match" ->
              new ReadConditions(
                  old.ifMatch(), tags, old.ifModifiedSince(), old.ifUnmodifiedSince());
          case "if-modified-since" ->
              new ReadConditions(old.ifMatch(), old.ifNoneMatch(), date, old.ifUnmodifiedSince());
          default ->
              new ReadConditions(old.ifMatch(), old.ifNoneMatch(), old.ifModifiedSince(), date);
        };
    return Optional.of(request.withConditions(made));
  }

  private static Optional<FilteredRequest> write(
      FilteredRequest request, WriteConditions old, String name, Optional<EntityTags> tags) {
    return switch (name) {
      case "if-match" ->
          Optional.of(request.withConditions(new WriteConditions(tags, old.ifNoneMatch())));
      case "if-none-match" ->
          Optional.of(request.withConditions(new WriteConditions(old.ifMatch(), tags)));
      default -> Optional.empty();
    };
  }
}
