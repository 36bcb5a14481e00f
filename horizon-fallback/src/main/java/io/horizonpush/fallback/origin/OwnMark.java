package io.horizonpush.fallback.origin;

import io.horizonpush.s3.model.FieldHash;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.WriterId;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which version of a bucket an object at an origin is. It stands among what users say of the object
 * there, so that a node that ended before it noted an upload, and every other member, knows it
 * again.
 *
 * @param stamp of the change that brought it there: it may have removed a later version
 */
public record OwnMark(VersionId version, Stamp stamp) {

  public static final String NAME = "horizonpush-version";

  private static final Pattern TEXT =
      Pattern.compile("([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{64})-([0-9a-f]{16})");

  private static final int KEY_BYTES = 8;

  /**
   * The mark of an object, as an origin describes it. One that came to a key with a copy of another
   * object is none.
   */
  public static Optional<OwnMark> of(ObjectMetadata metadata, ObjectKey key) {
    return Optional.ofNullable(metadata.user().get(NAME)).flatMap(text -> parse(text, key));
  }

  private static Optional<OwnMark> parse(String text, ObjectKey key) {
    Matcher parts = TEXT.matcher(text);
    return parts.matches() && parts.group(4).equals(digest(key))
        ? VersionId.parse(parts.group(1))
            .map(
                version ->
                    new OwnMark(
                        version,
                        new Stamp(
                            HexFormat.fromHexDigitsToLong(parts.group(2)),
                            WriterId.of(HexFormat.of().parseHex(parts.group(3))))))
        : Optional.empty();
  }

  /** What users say of an object, without the mark. */
  public static ObjectMetadata remove(ObjectMetadata metadata) {
    if (!metadata.user().containsKey(NAME)) {
      return metadata;
    }
    Map<String, String> user = new TreeMap<>(metadata.user());
    user.remove(NAME);
    return new ObjectMetadata(metadata.headers(), user);
  }

  /** What stands beside a version's bytes at an origin: with its mark, if there is room for it. */
  public static ObjectMetadata metadata(StoredVersion version, Stamp stamp) {
    Map<String, String> user = new TreeMap<>(version.metadata().user());
    user.put(NAME, new OwnMark(version.id(), stamp).text(version.key()));
    ObjectMetadata marked = new ObjectMetadata(version.metadata().headers(), user);
    return marked.userBytes() <= ObjectMetadata.MAX_USER_BYTES ? marked : version.metadata();
  }

  private String text(ObjectKey key) {
    return "%s-%s-%s-%s"
        .formatted(
            version.text(),
            HexFormat.of().toHexDigits(stamp.clock()),
            stamp.writer().hex(),
            digest(key));
  }

  private static String digest(ObjectKey key) {
    byte[] digest = new FieldHash("horizonpush mark 1").add(key.value()).digest();
    return HexFormat.of().formatHex(digest, 0, KEY_BYTES);
  }
}
