package io.horizonpush.s3.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A version with bytes.
 *
 * @param lastModified when the bytes were written; a change of attributes leaves it
 * @param checksums of the whole object, as verified when it arrived
 * @param partCount the number of parts of the multipart upload that made it, 0 for a plain PUT
 * @param encryption how the bytes are encrypted; no node writes any yet, and a version that has
 *     some is foreign
 */
public record StoredVersion(
    VersionHead head,
    Instant lastModified,
    ETag etag,
    ObjectMetadata metadata,
    List<Checksum> checksums,
    ObjectBody body,
    int partCount,
    Optional<Element> encryption,
    Attributes attributes)
    implements ObjectVersion {

  public StoredVersion {
    checksums = List.copyOf(checksums);
  }

  @Override
  public boolean isMarker() {
    return false;
  }

  @Override
  public boolean isVisible() {
    return !isRemoved();
  }

  /** The size in bytes. */
  public long size() {
    return body.length();
  }

  @Override
  public StoredVersion withHead(VersionHead changed) {
    return new StoredVersion(
        changed, lastModified, etag, metadata, checksums, body, partCount, encryption, attributes);
  }

  /** The same version with one attribute set anew. */
  public StoredVersion with(Register<Attribute> attribute) {
    return withAttributes(attributes.with(attribute));
  }

  /** The same with its attributes as if all were set by one write. */
  public StoredVersion withAttributesAt(Stamp stamp) {
    return withAttributes(Attributes.at(stamp, attributes.values()));
  }

  StoredVersion withAttributes(Attributes changed) {
    return new StoredVersion(
        head, lastModified, etag, metadata, checksums, body, partCount, encryption, changed);
  }

  /** The same version, without its bytes if it was removed: what named them lets go of them. */
  StoredVersion settled() {
    boolean settled = body instanceof ObjectBody.Dropped || isForeign() || !isRemoved();
    return settled ? this : withBody(new ObjectBody.Dropped(body.length()));
  }

  /** The same version, its bytes somewhere else. */
  public StoredVersion withBody(ObjectBody changed) {
    return new StoredVersion(
        head, lastModified, etag, metadata, checksums, changed, partCount, encryption, attributes);
  }

  @Override
  public boolean isForeign() {
    return encryption.isPresent()
        || body instanceof ObjectBody.Unknown
        || head.hasUnknownCritical();
  }
}
