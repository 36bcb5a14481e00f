package io.horizonpush.s3.op;

import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.request.ObjectInput.GetObject;
import io.horizonpush.s3.request.RangeSpec;
import io.horizonpush.s3.request.ReadConditions.Verdict;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.Found;
import io.horizonpush.s3.store.ObjectStore;
import io.horizonpush.s3.store.Reading;
import io.horizonpush.s3.store.Source;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads objects and their descriptions. Thread-safe. */
final class ReadOperations {

  /** Says where an object came from, in buckets that have origins. */
  private static final String SOURCE = "x-horizon-source";

  private final ObjectStore store;
  private final ShownAttributes attributes;

  ReadOperations(ObjectStore store, ShownAttributes attributes) {
    this.store = store;
    this.attributes = attributes;
  }

  /** GetObject. */
  S3Response get(S3Request<?> request, GetObject get) {
    return read(request, get, true);
  }

  /** HeadObject: the answer of GetObject without the bytes. */
  S3Response head(S3Request<?> request, GetObject get) {
    return read(request, get, false);
  }

  private S3Response read(S3Request<?> request, GetObject get, boolean withBytes) {
    if (!get.overrides().isEmpty() && !(request.principal() instanceof Principal.KeyHolder)) {
      throw new S3Exception(
          S3ErrorCode.INVALID_REQUEST,
          "Request specific response headers cannot be used for anonymous GET requests.");
    }
    Bucket bucket = request.buckets().required();
    Reading reading = withBytes && isWhole(get) ? Reading.WHOLE : Reading.SOME;
    Found found = store.read(bucket, get.key(), get.version(), reading);
    try {
      return read(request, get, found, withBytes);
    } catch (S3Exception e) {
      if (e.code() != S3ErrorCode.SERVICE_UNAVAILABLE) {
        throw e;
      }
      // What was found may have been replaced where its bytes are: nothing of it was sent yet.
      Found now = store.read(bucket, get.key(), get.version(), reading);
      if (now.version().id().equals(found.version().id())) {
        throw e;
      }
      return read(request, get, now, withBytes);
    }
  }

  /** Whether all bytes are sent in any case. */
  private static boolean isWhole(GetObject get) {
    return get.range().isEmpty() && get.partNumber().isEmpty() && get.conditions().isEmpty();
  }

  private S3Response read(S3Request<?> request, GetObject get, Found found, boolean withBytes) {
    Bucket bucket = request.buckets().required();
    StoredVersion object = found.version();
    return switch (get.conditions().evaluate(object.etag(), object.lastModified())) {
      case Verdict.Failed(String header) -> throw S3Exception.preconditionFailed(header);
      case Verdict.NotModified() -> ObjectAnswers.notModified(bucket, object);
      case Verdict.Proceed() -> {
        Map<String, String> headers = ObjectAnswers.describe(bucket, object);
        headers.putAll(attributes.headers(request, get, object.attributes()));
        yield answer(bucket, found, get, withBytes, headers);
      }
    };
  }

  private S3Response answer(
      Bucket bucket, Found found, GetObject get, boolean withBytes, Map<String, String> headers) {
    StoredVersion object = found.version();
    headers.putAll(get.overrides());
    Optional<ByteRange> part = partRange(object, get, headers);
    Optional<ByteRange> range =
        part.or(() -> wanted(get, object).map(spec -> spec.resolve(object.size())));
    if (get.checksums() && range.isEmpty()) {
      headers.putAll(ObjectAnswers.checksums(object.checksums()));
    }
    ByteRange sent = range.orElse(ByteRange.all(object.size()));
    if (range.isPresent() && object.size() > 0) {
      headers.put(
          "content-range", "bytes " + sent.offset() + "-" + (sent.end() - 1) + "/" + object.size());
    }
    List<Content> bytes = withBytes ? store.open(bucket, object, sent) : List.of();
    if (!bucket.configuration().origins().isEmpty()) {
      headers.put(SOURCE, source(found, bytes).text());
    }
    return new S3Response(range.isPresent() ? 206 : 200, headers, bytes, sent.length());
  }

  /** Where an object comes from: it is no fresher than what is known of it. */
  private static Source source(Found found, List<Content> bytes) {
    return found.source().equals(Source.STALE)
        ? Source.STALE
        : bytes.stream()
            .map(Content::source)
            .filter(each -> !each.equals(Source.LOCAL))
            .findFirst()
            .orElse(found.source());
  }

  private static Optional<RangeSpec> wanted(GetObject get, StoredVersion object) {
    boolean another =
        get.ifRange()
            .filter(version -> !version.isMetBy(object.etag(), object.lastModified()))
            .isPresent();
    return another ? Optional.empty() : get.range();
  }

  /** The bytes of one part of a multipart upload; an object stored by one PUT is its own part 1. */
  private static Optional<ByteRange> partRange(
      StoredVersion object, GetObject get, Map<String, String> headers) {
    if (get.partNumber().isEmpty()) {
      return Optional.empty();
    }
    int wanted = get.partNumber().getAsInt();
    if (object.partCount() > 0) {
      headers.put("x-amz-mp-parts-count", Integer.toString(object.partCount()));
      if (object.body() instanceof ObjectBody.Blobs blobs) {
        long offset = 0;
        for (ObjectBody.Part part : blobs.parts()) {
          if (part.number() == wanted) {
            if (get.checksums()) {
              headers.putAll(ObjectAnswers.checksums(part.checksums()));
              object
                  .checksums()
                  .forEach(each -> headers.put("x-amz-checksum-type", each.type().name()));
            }
            return Optional.of(new ByteRange(offset, part.length()));
          }
          offset += part.length();
        }
      }
    } else if (wanted == 1) {
      if (get.checksums()) {
        headers.putAll(ObjectAnswers.checksums(object.checksums()));
      }
      return Optional.of(ByteRange.all(object.size()));
    }
    throw new S3Exception(
            S3ErrorCode.INVALID_PART_NUMBER, "The requested partnumber is not satisfiable")
        .with("PartNumberRequested", Integer.toString(wanted))
        .with("ActualPartCount", Integer.toString(Math.max(1, object.partCount())));
  }
}
