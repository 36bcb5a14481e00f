package io.horizonpush.fallback.gcp;

import com.google.api.client.http.HttpHeaders;
import com.google.api.services.storage.model.StorageObject;
import io.horizonpush.fallback.origin.AsideExpires;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginMetadata;
import io.horizonpush.fallback.origin.OriginObject;
import io.horizonpush.fallback.origin.OriginWrite;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.ChecksumType;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.request.HttpDate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Objects in the words of Google's JSON API, and in the headers of its downloads. */
final class GoogleObjects {

  private GoogleObjects() {}

  static OriginObject read(StorageObject object) {
    return new OriginObject(
        object.getName(),
        String.valueOf(object.getGeneration()),
        size(object),
        modified(object),
        metadata(object),
        checksums(object.getCrc32c(), object.getMd5Hash()));
  }

  static long size(StorageObject object) {
    return object.getSize() == null ? 0 : object.getSize().longValueExact();
  }

  static Instant modified(StorageObject object) {
    return object.getUpdated() == null
        ? Instant.EPOCH
        : Instant.ofEpochMilli(object.getUpdated().getValue());
  }

  /** The object that the head of a download describes: without what users say of their own. */
  static OriginObject read(String key, String generation, long size, HttpHeaders head) {
    Map<String, String> standard = new HashMap<>();
    put(standard, "content-type", head.getContentType());
    put(standard, "cache-control", head.getCacheControl());
    put(standard, "content-encoding", head.getContentEncoding());
    put(standard, "content-disposition", head.getFirstHeaderStringValue("content-disposition"));
    put(standard, "content-language", head.getFirstHeaderStringValue("content-language"));
    @Nullable String crc32c = null;
    @Nullable String md5 = null;
    for (String hash : hashes(head)) {
      if (hash.startsWith("crc32c=")) {
        crc32c = hash.substring("crc32c=".length());
      } else if (hash.startsWith("md5=")) {
        md5 = hash.substring("md5=".length());
      }
    }
    return new OriginObject(
        key,
        generation,
        size,
        Optional.ofNullable(head.getLastModified()).flatMap(HttpDate::parse).orElse(Instant.EPOCH),
        new OriginMetadata(
            AsideExpires.take(standard, Map.of()),
            Tags.NONE,
            Optional.ofNullable(head.getFirstHeaderStringValue("x-goog-storage-class"))),
        checksums(crc32c, md5));
  }

  /** Both may stand in one header or in one each. */
  private static List<String> hashes(HttpHeaders head) {
    List<String> hashes = new ArrayList<>();
    for (String line : head.getHeaderStringValues("x-goog-hash")) {
      for (String hash : line.split(",", -1)) {
        hashes.add(hash.strip());
      }
    }
    return hashes;
  }

  /**
   * What is to be written.
   *
   * @throws OriginException unsupported, when it has tags
   */
  static StorageObject written(OriginWrite write) {
    OriginMetadata metadata = write.metadata();
    if (!metadata.tags().isEmpty()) {
      throw noTags();
    }
    StorageObject object = new StorageObject().setName(write.key());
    metadata.header("content-type").ifPresent(object::setContentType);
    metadata.header("cache-control").ifPresent(object::setCacheControl);
    metadata.header("content-disposition").ifPresent(object::setContentDisposition);
    metadata.header("content-encoding").ifPresent(object::setContentEncoding);
    metadata.header("content-language").ifPresent(object::setContentLanguage);
    metadata.storageClass().ifPresent(object::setStorageClass);
    Map<String, String> user = AsideExpires.put(metadata.object());
    return user.isEmpty() ? object : object.setMetadata(user);
  }

  static OriginException noTags() {
    return new OriginException(
        new OriginFault.Unsupported(), "objects in Google Cloud Storage have no tags");
  }

  /**
   * A generation to compare with.
   *
   * @throws OriginException changed, for a tag that is no generation and so none's
   */
  static long generation(String tag) {
    if (!tag.matches("\\d{1,19}")) {
      throw new OriginException(
          new OriginFault.Changed(), "no object in Google Cloud Storage has such a generation");
    }
    return Long.parseLong(tag);
  }

  private static OriginMetadata metadata(StorageObject object) {
    Map<String, String> standard = new HashMap<>();
    put(standard, "content-type", object.getContentType());
    put(standard, "cache-control", object.getCacheControl());
    put(standard, "content-disposition", object.getContentDisposition());
    put(standard, "content-encoding", object.getContentEncoding());
    put(standard, "content-language", object.getContentLanguage());
    Map<String, String> user = new HashMap<>();
    if (object.getMetadata() != null) {
      object.getMetadata().forEach((name, value) -> user.put(name.toLowerCase(Locale.ROOT), value));
    }
    return new OriginMetadata(
        AsideExpires.take(standard, user),
        Tags.NONE,
        Optional.ofNullable(object.getStorageClass()));
  }

  /** An object that was composed has no MD5. */
  private static List<Checksum> checksums(@Nullable String crc32c, @Nullable String md5) {
    List<Checksum> checksums = new ArrayList<>();
    if (crc32c != null && !crc32c.isEmpty()) {
      checksums.add(new Checksum(ChecksumAlgorithm.CRC32C, ChecksumType.FULL_OBJECT, crc32c));
    }
    if (md5 != null && !md5.isEmpty()) {
      checksums.add(new Checksum(ChecksumAlgorithm.MD5, ChecksumType.FULL_OBJECT, md5));
    }
    return checksums;
  }

  private static void put(Map<String, String> headers, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      headers.put(name, value);
    }
  }
}
