package io.horizonpush.iroh.sync;

import io.horizonpush.s3.model.Acl;
import io.horizonpush.s3.model.Attribute;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.Element;
import io.horizonpush.s3.model.Grant;
import io.horizonpush.s3.model.Grantee;
import io.horizonpush.s3.model.LegalHold;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Register;
import io.horizonpush.s3.model.Retention;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StorageClass;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.request.HttpCharacters;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What versions of other nodes have to keep to: what a client's request has, as far as a request
 * could have made them. Else a member could put into answers and listings here what no client
 * could. Stateless.
 */
public final class VersionLimits {

  /** The longest small body that any node keeps in a record, in bytes. */
  private static final int MAX_INLINE = 64 << 10;

  /** The longest object of S3, in bytes, with room for what encoding adds. */
  private static final long MAX_SIZE = 1L << 50;

  private static final int MAX_HEADERS = 16 << 10;
  private static final int MAX_NAME = 1024;
  private static final int MAX_ELEMENTS = 64;
  private static final int MAX_PAYLOAD = 64 << 10;
  private static final int MAX_REPLACED = 1024;

  /** The last millisecond of the year 9999: dates in headers have four digits. */
  private static final Instant LAST = Instant.ofEpochMilli(253_402_300_799_999L);

  /** What RFC 9110, 8.8.3 lets stand between the quotes; clouds have tags that are no MD5. */
  private static final Pattern ETAG = Pattern.compile("[!#-~]{1,128}");

  private static final Pattern CHECKSUM =
      Pattern.compile("[A-Za-z0-9+/]{4,88}={0,2}(-[0-9]{1,5})?");

  private VersionLimits() {}

  /** Whether a version keeps to them. */
  public static boolean admit(ObjectVersion version) {
    return version.replaced().newest().size() <= MAX_REPLACED
        && version.replaced().beside().size() <= MAX_REPLACED
        && admit(version.head().unknown())
        && version.attributes().registers().values().stream()
            .map(Register::value)
            .allMatch(VersionLimits::admit)
        && version.stored().filter(stored -> !admit(stored)).isEmpty();
  }

  private static boolean admit(StoredVersion version) {
    return isDate(version.lastModified())
        && ETAG.matcher(version.etag().value()).matches()
        && admit(version.metadata())
        && admitChecksums(version.checksums())
        && version.partCount() <= Part.MAX_NUMBER
        && version.encryption().filter(each -> each.payload().remaining() > MAX_PAYLOAD).isEmpty()
        && admit(version.body());
  }

  private static boolean admit(ObjectMetadata metadata) {
    return metadata.userBytes() <= ObjectMetadata.MAX_USER_BYTES
        && length(metadata.headers()) <= MAX_HEADERS
        && ObjectMetadata.STANDARD.containsAll(metadata.headers().keySet())
        && metadata.user().keySet().stream().allMatch(VersionLimits::isHeaderName)
        && Stream.concat(metadata.headers().values().stream(), metadata.user().values().stream())
            .allMatch(HttpCharacters::isValue);
  }

  private static int length(Map<String, String> headers) {
    return headers.entrySet().stream()
        .mapToInt(each -> each.getKey().length() + each.getValue().length())
        .sum();
  }

  private static boolean isHeaderName(String name) {
    return HttpCharacters.isToken(name) && name.equals(name.toLowerCase(Locale.ROOT));
  }

  private static boolean admit(ObjectBody body) {
    return body.length() <= MAX_SIZE
        && switch (body) {
          case ObjectBody.Inline inline -> inline.length() <= MAX_INLINE && inline.isSound();
          case ObjectBody.Blobs(List<Part> parts) -> admitParts(parts);
          case ObjectBody.Remote remote ->
              isText(remote.key(), MAX_NAME) && isText(remote.tag(), MAX_NAME);
          case ObjectBody.Dropped _, ObjectBody.Unknown _ -> true;
        };
  }

  /** Parts in order, of which none but the last may be empty; their lengths add up. */
  private static boolean admitParts(List<Part> parts) {
    long sum = 0;
    int last = 0;
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      boolean empty = part.length() == 0 && i < parts.size() - 1;
      sum += Math.min(part.length(), MAX_SIZE);
      if (empty
          || part.number() <= last
          || part.number() > Part.MAX_NUMBER
          || part.blobLength() > MAX_SIZE
          || sum > MAX_SIZE
          || !admitChecksums(part.checksums())) {
        return false;
      }
      last = part.number();
    }
    return !parts.isEmpty();
  }

  private static boolean admitChecksums(List<Checksum> checksums) {
    Set<ChecksumAlgorithm> seen = new HashSet<>();
    return checksums.stream()
        .allMatch(each -> seen.add(each.algorithm()) && CHECKSUM.matcher(each.value()).matches());
  }

  /** Whether an attribute keeps to them. */
  public static boolean admit(Attribute attribute) {
    return switch (attribute) {
      case Acl acl ->
          acl.grants().size() <= Acl.MAX_GRANTS
              && admit(acl.owner())
              && acl.grants().stream().map(Grant::grantee).allMatch(VersionLimits::admit);
      case Tags tags -> admit(tags);
      case Retention retention ->
          Stream.of(retention.period().map(Retention.Period::until), retention.complianceUntil())
              .flatMap(Optional::stream)
              .allMatch(VersionLimits::isDate);
      case LegalHold _, StorageClass _ -> true;
    };
  }

  private static boolean admit(Tags tags) {
    try {
      return Tags.of(tags.list(), Tags.Carrier.OBJECT).equals(tags);
    } catch (S3Exception e) {
      return false;
    }
  }

  private static boolean admit(Grantee grantee) {
    return switch (grantee) {
      case Grantee.User(Owner user) -> admit(user);
      case Grantee.Everyone(), Grantee.Authenticated() -> true;
    };
  }

  private static boolean admit(Owner owner) {
    return isText(owner.id(), MAX_NAME) && isText(owner.displayName(), MAX_NAME);
  }

  /** Whether a text is short, and can stand in a document and in a line. */
  private static boolean isText(String text, int longest) {
    return text.length() <= longest && text.codePoints().noneMatch(Character::isISOControl);
  }

  private static boolean isDate(Instant time) {
    return !time.isBefore(Instant.EPOCH) && !time.isAfter(LAST);
  }

  private static boolean admit(List<Element> unknown) {
    int last = 0;
    for (Element element : unknown) {
      if (element.number() <= last || element.payload().remaining() > MAX_PAYLOAD) {
        return false;
      }
      last = element.number();
    }
    return unknown.size() <= MAX_ELEMENTS;
  }
}
