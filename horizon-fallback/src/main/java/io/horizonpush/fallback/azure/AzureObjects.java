package io.horizonpush.fallback.azure;

import com.azure.storage.blob.models.AccessTier;
import com.azure.storage.blob.models.BlobDownloadHeaders;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobRequestConditions;
import io.horizonpush.fallback.origin.OriginCondition;
import io.horizonpush.fallback.origin.OriginMetadata;
import io.horizonpush.fallback.origin.OriginObject;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.ChecksumType;
import io.horizonpush.s3.model.Tags;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Objects in the words of Azure. */
final class AzureObjects {

  private AzureObjects() {}

  static OriginObject read(String key, BlobProperties blob) {
    Map<String, String> standard = new HashMap<>();
    put(standard, "content-type", blob.getContentType());
    put(standard, "cache-control", blob.getCacheControl());
    put(standard, "content-disposition", blob.getContentDisposition());
    put(standard, "content-encoding", blob.getContentEncoding());
    put(standard, "content-language", blob.getContentLanguage());
    return new OriginObject(
        key,
        OriginObject.tagOf(blob.getETag()),
        blob.getBlobSize(),
        instant(blob.getLastModified()),
        new OriginMetadata(
            AzureNames.read(standard, blob.getMetadata()),
            Tags.NONE,
            Optional.ofNullable(blob.getAccessTier()).map(AccessTier::toString)),
        checksums(blob.getContentMd5()),
        blob.getTagCount() == null ? 0 : Math.toIntExact(blob.getTagCount()));
  }

  /**
   * The object that the head of a download describes.
   *
   * @param isWhole whether the body is: the MD5 of a part is not the object's
   */
  static OriginObject read(String key, long size, boolean isWhole, BlobDownloadHeaders head) {
    Map<String, String> standard = new HashMap<>();
    put(standard, "content-type", head.getContentType());
    put(standard, "cache-control", head.getCacheControl());
    put(standard, "content-disposition", head.getContentDisposition());
    put(standard, "content-encoding", head.getContentEncoding());
    put(standard, "content-language", head.getContentLanguage());
    return new OriginObject(
        key,
        OriginObject.tagOf(head.getETag()),
        size,
        instant(head.getLastModified()),
        new OriginMetadata(
            AzureNames.read(standard, head.getMetadata()), Tags.NONE, Optional.empty()),
        checksums(isWhole ? head.getContentMd5() : head.getBlobContentMD5()));
  }

  static Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? Instant.EPOCH : time.toInstant();
  }

  static BlobHttpHeaders headers(OriginMetadata metadata) {
    BlobHttpHeaders headers = new BlobHttpHeaders();
    metadata.header("content-type").ifPresent(headers::setContentType);
    metadata.header("cache-control").ifPresent(headers::setCacheControl);
    metadata.header("content-disposition").ifPresent(headers::setContentDisposition);
    metadata.header("content-encoding").ifPresent(headers::setContentEncoding);
    metadata.header("content-language").ifPresent(headers::setContentLanguage);
    return headers;
  }

  static BlobRequestConditions condition(OriginCondition condition) {
    return switch (condition) {
      case OriginCondition.Any any -> new BlobRequestConditions();
      case OriginCondition.Absent absent -> new BlobRequestConditions().setIfNoneMatch("*");
      case OriginCondition.Matches matches -> condition(Optional.of(matches.tag()));
    };
  }

  static BlobRequestConditions condition(Optional<String> tag) {
    BlobRequestConditions conditions = new BlobRequestConditions();
    tag.ifPresent(value -> conditions.setIfMatch('"' + value + '"'));
    return conditions;
  }

  /** What was stored in blocks has no MD5, unless its writer gave one. */
  private static List<Checksum> checksums(byte @Nullable [] md5) {
    return md5 == null || md5.length == 0
        ? List.of()
        : List.of(
            new Checksum(
                ChecksumAlgorithm.MD5,
                ChecksumType.FULL_OBJECT,
                Base64.getEncoder().encodeToString(md5)));
  }

  private static void put(Map<String, String> headers, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      headers.put(name, value);
    }
  }
}
