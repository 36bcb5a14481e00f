package io.horizonpush.wasm.chain;

import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.request.EntityTags;
import io.horizonpush.s3.request.HttpDate;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An object as the head of an answer about all of it says. Immutable.
 *
 * @param headers by lower-case name
 * @param length in bytes; nothing where it is not known yet
 */
record ObjectHead(Map<String, String> headers, OptionalLong length) {

  ObjectHead {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  ObjectHead(Map<String, String> headers, long length) {
    this(headers, OptionalLong.of(length));
  }

  /** What an answer with status 200 says; nothing where it says nothing of an object. */
  static Optional<ObjectHead> of(S3Response answer) {
    return answer.status() == 200 && answer.headers().containsKey("etag")
        ? Optional.of(new ObjectHead(answer.headers(), answer.length()))
        : Optional.empty();
  }

  /** The tag, without quotes. */
  ETag etag() {
    return EntityTags.parseTag(headers.getOrDefault("etag", ""));
  }

  Optional<Instant> lastModified() {
    return Optional.ofNullable(headers.get("last-modified")).flatMap(HttpDate::parse);
  }

  Optional<String> contentType() {
    return Optional.ofNullable(headers.get("content-type"));
  }

  /** The object with other bytes: what was said of the old ones is not true of them. */
  ObjectHead written(ETag etag, OptionalLong newLength) {
    Map<String, String> kept = new LinkedHashMap<>(headers);
    kept.keySet()
        .removeIf(
            name -> name.startsWith("x-amz-checksum-") || name.equals("x-amz-mp-parts-count"));
    kept.put("etag", etag.quoted());
    return new ObjectHead(kept, newLength);
  }

  /** The object without a header. */
  ObjectHead without(String name) {
    Map<String, String> kept = new LinkedHashMap<>(headers);
    kept.remove(name);
    return new ObjectHead(kept, length);
  }
}
