package io.horizonpush.fallback.aws;

import io.horizonpush.fallback.origin.OriginMetadata;
import io.horizonpush.fallback.origin.OriginObject;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.ChecksumType;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.request.PercentCoding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.StorageClass;

/** What the heads of S3's answers say of an object, and how the words of S3 are written. */
final class S3Objects {

  private static final String USER = "x-amz-meta-";
  private static final String ENCRYPTION = "x-amz-server-side-encryption";
  private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

  /** Those that S3 may compute of a whole object. */
  private static final List<ChecksumAlgorithm> CHECKSUMS =
      List.of(
          ChecksumAlgorithm.CRC32,
          ChecksumAlgorithm.CRC32C,
          ChecksumAlgorithm.CRC64NVME,
          ChecksumAlgorithm.SHA1,
          ChecksumAlgorithm.SHA256);

  private S3Objects() {}

  /** The object that an answer's head describes. */
  static OriginObject read(
      String key, String tag, long size, SdkHttpResponse head, @Nullable Instant modified) {
    return new OriginObject(
        key,
        tag,
        size,
        modified == null ? Instant.EPOCH : modified,
        metadata(head),
        Stream.concat(checksums(head).stream(), md5(tag, head).stream()).toList(),
        head.firstMatchingHeader("x-amz-tagging-count")
            .filter(count -> count.matches("\\d{1,3}"))
            .map(Integer::parseInt)
            .orElse(0));
  }

  /**
   * What the tag of an object says of its bytes, unless parts or a key of its own made it.
   *
   * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html">AWS: Object</a>
   */
  private static Optional<Checksum> md5(String tag, SdkHttpResponse head) {
    boolean isPlain =
        head.firstMatchingHeader(ENCRYPTION).filter(how -> !how.equals("AES256")).isEmpty()
            && head.firstMatchingHeader(ENCRYPTION + "-customer-algorithm").isEmpty();
    return isPlain && MD5.matcher(tag).matches()
        ? Optional.of(
            new Checksum(
                ChecksumAlgorithm.MD5,
                ChecksumType.FULL_OBJECT,
                Base64.getEncoder().encodeToString(HexFormat.of().parseHex(tag))))
        : Optional.empty();
  }

  static String quoted(String tag) {
    return tag.startsWith("W/") ? tag : '"' + tag + '"';
  }

  /** Tags as the header of a write has them. */
  static Optional<String> header(Tags tags) {
    return tags.isEmpty()
        ? Optional.empty()
        : Optional.of(
            tags.list().stream()
                .map(
                    tag ->
                        PercentCoding.encode(tag.key()) + "=" + PercentCoding.encode(tag.value()))
                .collect(Collectors.joining("&")));
  }

  // From the headers rather than the SDK's response: it parses Expires, and drops what is no date.
  private static OriginMetadata metadata(SdkHttpResponse head) {
    Map<String, String> standard = new HashMap<>();
    Map<String, String> user = new HashMap<>();
    head.forEachHeader(
        (header, values) -> {
          String name = header == null ? "" : header.toLowerCase(Locale.ROOT);
          String value = String.join(",", values);
          if (ObjectMetadata.STANDARD.contains(name)) {
            standard.put(name, value);
          } else if (name.startsWith(USER)) {
            user.put(name.substring(USER.length()), value);
          }
        });
    return new OriginMetadata(
        new ObjectMetadata(standard, user),
        Tags.NONE,
        // S3 says nothing where it is the usual one.
        head.firstMatchingHeader("x-amz-storage-class")
            .or(() -> Optional.of(StorageClass.STANDARD.toString())));
  }

  private static List<Checksum> checksums(SdkHttpResponse head) {
    ChecksumType type =
        head.firstMatchingHeader("x-amz-checksum-type").filter("COMPOSITE"::equals).isPresent()
            ? ChecksumType.COMPOSITE
            : ChecksumType.FULL_OBJECT;
    List<Checksum> checksums = new ArrayList<>();
    for (ChecksumAlgorithm algorithm : CHECKSUMS) {
      head.firstMatchingHeader(algorithm.header())
          .ifPresent(value -> checksums.add(new Checksum(algorithm, type, value)));
    }
    return checksums;
  }
}
