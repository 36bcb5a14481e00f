package io.horizonpush.s3.parse;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.ChecksumType;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StorageClass;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.request.CopySource;
import io.horizonpush.s3.request.ExpectedObject;
import io.horizonpush.s3.request.ObjectAttribute;
import io.horizonpush.s3.request.PercentCoding;
import io.horizonpush.s3.request.RangeSpec;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.RequestedAcl;
import io.horizonpush.s3.request.RequestedAttributes;
import io.horizonpush.s3.request.RequestedLock;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The headers of one request, as the records they mean. Confined to one thread. */
final class Headers {

  /** What says in which class an object is to be stored. */
  static final String STORAGE_CLASS = "x-amz-storage-class";

  private static final String USER_PREFIX = "x-amz-meta-";

  /** Stands between the key of a copy's source and its version. */
  private static final String SOURCE_VERSION = "?versionId=";

  private final RequestHead head;

  Headers(RequestHead head) {
    this.head = head;
  }

  /** The metadata of a new object. */
  ObjectMetadata metadata() {
    Map<String, String> standard = new TreeMap<>();
    Map<String, String> user = new TreeMap<>();
    for (RequestHead.Header header : head.headers()) {
      if (header.name().startsWith(USER_PREFIX)) {
        user.merge(
            header.name().substring(USER_PREFIX.length()), header.value(), (a, b) -> a + "," + b);
      } else if (ObjectMetadata.STANDARD.contains(header.name())) {
        standard.putIfAbsent(header.name(), header.value());
      }
    }
    storedEncoding(standard);
    ObjectMetadata metadata = new ObjectMetadata(standard, user);
    int size = metadata.userBytes();
    if (size > ObjectMetadata.MAX_USER_BYTES) {
      throw new S3Exception(
              S3ErrorCode.METADATA_TOO_LARGE,
              "Your metadata headers exceed the maximum allowed metadata size")
          .with("Size", Integer.toString(size))
          .with("MaxSizeAllowed", Integer.toString(ObjectMetadata.MAX_USER_BYTES));
    }
    return metadata;
  }

  /** {@code aws-chunked} tells how the request is framed; it is no property of the object. */
  private static void storedEncoding(Map<String, String> standard) {
    String encoding = standard.remove("content-encoding");
    if (encoding != null) {
      String kept =
          Pattern.compile(",")
              .splitAsStream(encoding)
              .map(String::strip)
              .filter(each -> !each.equalsIgnoreCase("aws-chunked") && !each.isEmpty())
              .reduce((a, b) -> a + "," + b)
              .orElse("");
      if (!kept.isEmpty()) {
        standard.put("content-encoding", encoding.contains("aws-chunked") ? kept : encoding);
      }
    }
  }

  /** The access control list that the request asks for. */
  Optional<RequestedAcl> acl() {
    return AclHeaders.parse(head::header);
  }

  /** What a new object is to be besides its bytes and metadata. */
  RequestedAttributes attributes() {
    return new RequestedAttributes(acl(), tags(), lock(), storageClass());
  }

  /**
   * The storage class of a new object.
   *
   * @throws S3Exception {@code InvalidStorageClass} for one that no client can write in
   */
  Optional<StorageClass> storageClass() {
    List<String> words = head.values(STORAGE_CLASS);
    return Optional.of(String.join(",", words))
        .filter(_ -> !words.isEmpty())
        .map(
            word ->
                StorageClass.writable(word)
                    .orElseThrow(
                        () ->
                            new S3Exception(
                                    S3ErrorCode.INVALID_STORAGE_CLASS,
                                    "The storage class you specified is not valid")
                                .with("StorageClassRequested", word)));
  }

  /** What is to keep a new version from being removed. */
  RequestedLock lock() {
    return LockHeaders.parse(head);
  }

  /** Whether the sender means to pass a retention for governance. */
  boolean bypassesGovernance() {
    return LockHeaders.bypass(head);
  }

  /** Whether versions of a new bucket can be locked. */
  boolean bucketObjectLock() {
    return LockHeaders.ofBucket(head);
  }

  private Tags tags() {
    return head.header(TaggingHeader.NAME).map(TaggingHeader::parse).orElse(Tags.NONE);
  }

  /** The new tags of a copy; nothing when it keeps its source's. */
  Optional<Tags> replacementTags() {
    String directive = head.header("x-amz-tagging-directive").orElse("COPY");
    return switch (directive) {
      case "COPY" -> Optional.empty();
      case "REPLACE" -> Optional.of(tags());
      default ->
          throw new S3Exception(S3ErrorCode.INVALID_ARGUMENT, "Unknown tagging directive.")
              .with("ArgumentName", "x-amz-tagging-directive")
              .with("ArgumentValue", directive);
    };
  }

  /** What GetObjectAttributes asks for. */
  Set<ObjectAttribute> wantedAttributes() {
    String text = String.join(",", head.values("x-amz-object-attributes"));
    Set<ObjectAttribute> wanted = EnumSet.noneOf(ObjectAttribute.class);
    for (String name : text.split(",", -1)) {
      wanted.add(
          ObjectAttribute.named(name.strip())
              .orElseThrow(
                  () ->
                      new S3Exception(
                              S3ErrorCode.INVALID_ARGUMENT, "Invalid attribute name specified.")
                          .with("ArgumentName", "x-amz-object-attributes")
                          .with("ArgumentValue", name)));
    }
    return wanted;
  }

  /** A number in a header, such as {@code x-amz-max-parts}. */
  int number(String name, int absent) {
    Optional<String> text = head.header(name);
    try {
      int number = text.isPresent() ? Integer.parseInt(text.get()) : absent;
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // falls through to the answer below, which also covers what is too large for an int
    }
    throw new S3Exception(
            S3ErrorCode.INVALID_ARGUMENT, "Provided " + name + " not an integer or within range")
        .with("ArgumentName", name)
        .with("ArgumentValue", text.orElse(""));
  }

  /** The new metadata of a copy; nothing when it keeps its source's. */
  Optional<ObjectMetadata> replacementMetadata() {
    String directive = head.header("x-amz-metadata-directive").orElse("COPY");
    return switch (directive) {
      case "COPY" -> Optional.empty();
      case "REPLACE" -> Optional.of(metadata());
      default ->
          throw new S3Exception(S3ErrorCode.INVALID_ARGUMENT, "Unknown metadata directive.")
              .with("ArgumentName", "x-amz-metadata-directive")
              .with("ArgumentValue", directive);
    };
  }

  /** The conditions. */
  ConditionHeaders conditions() {
    return new ConditionHeaders(head);
  }

  /** The range asked for; a malformed one, or several, are ignored (RFC 9110, 14.2). */
  Optional<RangeSpec> range() {
    return head.header("range").flatMap(RangeHeader::parse);
  }

  /** The range of a part copy, which unlike a read must be well-formed. */
  Optional<RangeSpec.FromTo> copySourceRange() {
    return head.header("x-amz-copy-source-range")
        .map(
            text ->
                RangeHeader.parse(text)
                    .filter(RangeSpec.FromTo.class::isInstance)
                    .map(RangeSpec.FromTo.class::cast)
                    .filter(range -> range.last() != Long.MAX_VALUE)
                    .orElseThrow(
                        () ->
                            new S3Exception(
                                    S3ErrorCode.INVALID_ARGUMENT,
                                    "The x-amz-copy-source-range value must be of the form bytes=first-last where first"
                                        + " and last are the zero-based offsets of the first and last bytes to copy")
                                .with("ArgumentName", "x-amz-copy-source-range")
                                .with("ArgumentValue", text)));
  }

  /**
   * The object that a copy reads: {@code /bucket/key} or {@code bucket/key}, percent-encoded, with
   * {@code ?versionId=} behind it for one version of it.
   *
   * @throws S3Exception {@code InvalidArgument} when it names no object, or no version
   */
  CopySource copySource() {
    String raw = head.header("x-amz-copy-source").orElse("");
    int query = raw.indexOf('?');
    boolean named = raw.startsWith(SOURCE_VERSION, Math.max(0, query));
    String path =
        PercentCoding.path(query < 0 ? raw : raw.substring(0, query))
            .orElseThrow(() -> noSource(raw, "Invalid copy source encoding."));
    String name = path.startsWith("/") ? path.substring(1) : path;
    int slash = name.indexOf('/');
    if (slash <= 0 || slash == name.length() - 1 || (query >= 0 && !named)) {
      throw noSource(
          raw, "Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
    }
    return new CopySource(
        new BucketName(name.substring(0, slash)),
        new ObjectKey(name.substring(slash + 1)),
        query < 0
            ? Optional.empty()
            : Optional.of(
                VersionParameter.parse(
                    PercentCoding.decodePath(raw.substring(query + SOURCE_VERSION.length())))),
        conditions().ofRead("x-amz-copy-source-"));
  }

  private static S3Exception noSource(String raw, String message) {
    return new S3Exception(S3ErrorCode.INVALID_ARGUMENT, message)
        .with("ArgumentName", "x-amz-copy-source")
        .with("ArgumentValue", raw);
  }

  /** The checksum that the parts of an upload will carry, or a copy. */
  Optional<ChecksumAlgorithm> checksumAlgorithm() {
    return head.header("x-amz-checksum-algorithm")
        .map(
            name ->
                ChecksumAlgorithm.named(name)
                    .orElseThrow(
                        () ->
                            new S3Exception(
                                    S3ErrorCode.INVALID_REQUEST,
                                    "Checksum algorithm provided is unsupported. Please try again with any of the"
                                        + " valid types: "
                                        + Arrays.toString(ChecksumAlgorithm.values()))
                                .with("Algorithm", name)));
  }

  /** How the checksum of an upload is to be made from those of its parts. */
  Optional<ChecksumType> checksumType() {
    return head.header("x-amz-checksum-type")
        .map(
            text ->
                switch (text) {
                  case "COMPOSITE" -> ChecksumType.COMPOSITE;
                  case "FULL_OBJECT" -> ChecksumType.FULL_OBJECT;
                  default ->
                      throw new S3Exception(
                          S3ErrorCode.INVALID_REQUEST,
                          "Value for x-amz-checksum-type header is invalid.");
                });
  }

  /** What the object of an upload must be. */
  ExpectedObject expectedObject() {
    return new ExpectedObject(objectChecksums(), checksumType(), objectSize());
  }

  private Map<ChecksumAlgorithm, String> objectChecksums() {
    Map<ChecksumAlgorithm, String> checksums = new EnumMap<>(ChecksumAlgorithm.class);
    for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
      head.header(algorithm.header()).ifPresent(value -> checksums.put(algorithm, value));
    }
    return checksums;
  }

  private OptionalLong objectSize() {
    Optional<String> text = head.header("x-amz-mp-object-size");
    try {
      return text.isPresent() ? OptionalLong.of(Long.parseLong(text.get())) : OptionalLong.empty();
    } catch (NumberFormatException e) {
      throw new S3Exception(
          S3ErrorCode.INVALID_REQUEST, "Value for x-amz-mp-object-size header is invalid.");
    }
  }

  /** Whether the answer is to carry the object's checksums. */
  boolean wantsChecksums() {
    return head.header("x-amz-checksum-mode").filter("ENABLED"::equalsIgnoreCase).isPresent();
  }
}
