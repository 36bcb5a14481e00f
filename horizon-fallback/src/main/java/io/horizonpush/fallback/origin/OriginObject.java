package io.horizonpush.fallback.origin;

import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.store.OriginVersions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object as an origin describes it.
 *
 * @param key there, prefix included
 * @param tag what changes with the bytes, and what reads and writes can be pinned to: the entity
 *     tag without its quotes, Google's generation
 * @param size in bytes
 * @param checksums of the whole object that the origin gives; none is computed here
 * @param tagCount how many tags it has, as far as its description says
 */
public record OriginObject(
    String key,
    String tag,
    long size,
    Instant lastModified,
    OriginMetadata metadata,
    List<Checksum> checksums,
    int tagCount) {

  public OriginObject {
    checksums = List.copyOf(checksums);
  }

  /** An object without tags, or of which nobody asks for any. */
  public OriginObject(
      String key,
      String tag,
      long size,
      Instant lastModified,
      OriginMetadata metadata,
      List<Checksum> checksums) {
    this(key, tag, size, lastModified, metadata, checksums, 0);
  }

  /** Whether it says that it is a version here, by its mark and its length. */
  public boolean bears(StoredVersion version) {
    return size == version.size()
        && mark(version.key()).filter(own -> own.version().equals(version.id())).isPresent();
  }

  /**
   * Whether its tag or a checksum says that it has the bytes of a version here. A mark alone is
   * kept by whoever writes other bytes with what users said of those before.
   */
  public boolean hasBytesOf(StoredVersion version) {
    return size == version.size()
        && (tag.equals(version.etag().value())
            || checksums.stream().anyMatch(version.checksums()::contains));
  }

  /** The same with its tags. */
  OriginObject with(Tags tags) {
    OriginMetadata tagged = new OriginMetadata(metadata.object(), tags, metadata.storageClass());
    return new OriginObject(key, tag, size, lastModified, tagged, checksums, tagCount);
  }

  /**
   * The version that it is of a key here, the same on every node that asked for it. One that a node
   * stored comes just before the change that brought it there, however late it was uploaded: what
   * was written behind that change stays ahead.
   */
  public StoredVersion version(OriginId origin, ObjectKey of) {
    StoredVersion version = version(origin, of, OwnMark.remove(metadata.object()));
    return mark(of)
        .map(OwnMark::stamp)
        .filter(change -> !change.isAheadOf(lastModified))
        .map(change -> OriginVersions.before(version, change))
        .orElse(version);
  }

  /** The same as another node is told of it, to make its own of it: with the mark. */
  public StoredVersion told(OriginId origin, ObjectKey of) {
    return version(origin, of, metadata.object());
  }

  private StoredVersion version(OriginId origin, ObjectKey of, ObjectMetadata said) {
    return OriginVersions.of(
        of,
        new ObjectBody.Remote(origin, key, tag, size),
        lastModified,
        etag(tag),
        LearntMetadata.of(HeaderText.of(said)),
        metadata.tags());
  }

  /** Which version of a key here it is, if some node stored it. */
  public Optional<OwnMark> mark(ObjectKey of) {
    return OwnMark.of(metadata.object(), of);
  }

  /** A tag without its quotes, which some answers leave out. */
  public static String tagOf(@Nullable String quoted) {
    String tag = quoted == null ? "" : quoted.strip();
    return tag.length() >= 2 && tag.startsWith("\"") && tag.endsWith("\"")
        ? tag.substring(1, tag.length() - 1)
        : tag;
  }

  /** The entity tag that clients see of a tag: the same, without what marks a weak one. */
  public static ETag etag(String tag) {
    return new ETag((tag.startsWith("W/") ? tag.substring(2) : tag).replace("\"", ""));
  }
}
