package io.horizonpush.s3.op;

import io.horizonpush.s3.filter.RequestBody;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.StorageClass;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.request.HttpDate;
import io.horizonpush.s3.request.Validators;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What answers about objects have in common. Stateless. */
final class ObjectAnswers {

  private static final Map<String, String> NO_SNIFFING =
      Map.of("x-content-type-options", "nosniff");
  private static final Map<String, String> SANDBOX =
      Map.of("x-content-type-options", "nosniff", "content-security-policy", "sandbox");

  private ObjectAnswers() {}

  /** An answer without a body. */
  static S3Response empty(int status, Map<String, String> headers) {
    return new S3Response(status, headers, List.of(), 0);
  }

  /** The answer to a client that has the object already. */
  static S3Response notModified(Bucket bucket, StoredVersion object) {
    Map<String, String> headers = new LinkedHashMap<>(VersionAnswers.header(bucket, object));
    headers.put("etag", object.etag().quoted());
    headers.put("last-modified", HttpDate.format(object.lastModified()));
    return empty(304, headers);
  }

  /** The headers that describe an object. */
  static Map<String, String> describe(Bucket bucket, StoredVersion object) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("etag", object.etag().quoted());
    headers.put("last-modified", HttpDate.format(object.lastModified()));
    headers.put("accept-ranges", "bytes");
    headers.put("content-type", ObjectMetadata.DEFAULT_CONTENT_TYPE);
    headers.putAll(object.metadata().headers());
    object.metadata().user().forEach((name, value) -> headers.put("x-amz-meta-" + name, value));
    StorageClass storageClass = object.attributes().storageClass();
    if (!storageClass.isStandard()) {
      headers.put("x-amz-storage-class", storageClass.word());
    }
    headers.putAll(VersionAnswers.header(bucket, object));
    headers.putAll(ofPages(bucket));
    return headers;
  }

  /**
   * What keeps a browser from running somebody's object as a page of this node, whose origin all
   * buckets share: its type is not guessed, and scripts of it have no origin.
   *
   * @see <a href="https://www.w3.org/TR/CSP3/#directive-sandbox">CSP Level 3: sandbox</a>
   */
  private static Map<String, String> ofPages(Bucket bucket) {
    return switch (bucket.configuration().pages()) {
      case SANDBOXED -> SANDBOX;
      case TRUSTED -> NO_SNIFFING;
    };
  }

  /** The checksums of a body that was read: the client's, or else the one that was made. */
  static List<Checksum> checksums(RequestBody body, HashingReader reader) {
    return Stream.concat(body.checksums().stream(), reader.checksums().stream()).toList();
  }

  /** The headers that carry checksums and say how they were made. */
  static Map<String, String> checksums(List<Checksum> checksums) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Checksum checksum : checksums) {
      headers.put(checksum.algorithm().header(), checksum.value());
      headers.put("x-amz-checksum-type", checksum.type().name());
    }
    return headers;
  }

  /** What conditions look at of an object. */
  static Validators validators(StoredVersion object) {
    return new Validators(object.etag(), object.lastModified(), object.size());
  }
}
