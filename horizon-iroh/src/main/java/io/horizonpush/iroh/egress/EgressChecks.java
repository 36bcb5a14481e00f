package io.horizonpush.iroh.egress;

import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.codec.ManifestCodec;
import io.horizonpush.iroh.sync.VersionLimits;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectSummary;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.ObjectListing;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What answers of members have to keep to, whoever they are. Stateless. */
final class EgressChecks {

  private static final Pattern TAG = Pattern.compile("[!-~]{1,128}");

  /** The last moment of the year 9999: dates in documents have four digits. */
  private static final Instant LAST = Instant.ofEpochMilli(253_402_300_799_999L);

  private EgressChecks() {}

  /**
   * The version that a member found under a key.
   *
   * @throws CodecException if that is none that is learnt from the origin
   */
  static StoredVersion version(EgressQuestion.Find asked, EgressAnswer.Found found) {
    StoredVersion version;
    try {
      version =
          ManifestCodec.decode(asked.key(), found.manifest())
              .stored()
              .orElseThrow(() -> new CodecException("A tombstone is nothing that an origin has"));
    } catch (S3Exception | IllegalArgumentException | ArithmeticException e) {
      throw new CodecException("What was found is no version", e);
    }
    boolean isOfOrigin =
        version.isNull()
            && version.newest().writer().equals(asked.origin().writer())
            && version.body() instanceof ObjectBody.Remote remote
            && remote.origin().equals(asked.origin())
            && TAG.matcher(remote.tag()).matches();
    if (!isOfOrigin || !VersionLimits.admit(version)) {
      throw new CodecException("What was found is not what the origin could have");
    }
    return version;
  }

  /**
   * A page that goes on where it was asked to, and ends.
   *
   * @throws CodecException if it does not
   */
  static ObjectListing page(ListQuery query, ObjectListing page) {
    List<String> keys = page.objects().stream().map(object -> object.key().value()).toList();
    boolean isInOrder =
        isAscending(keys, query)
            && isAscending(page.commonPrefixes(), query)
            && page.objects().stream().allMatch(EgressChecks::isListed);
    boolean goesOn =
        page.next()
            .map(
                next ->
                    isBefore(query.after(), next)
                        && Stream.concat(keys.stream(), page.commonPrefixes().stream())
                            .noneMatch(each -> isBefore(next, each)))
            .orElse(true);
    if (!isInOrder || !goesOn) {
      throw new CodecException("A page is not what was asked for");
    }
    return page;
  }

  private static boolean isListed(ObjectSummary.OfObject object) {
    return TAG.matcher(object.etag().value()).matches() && !object.lastModified().isAfter(LAST);
  }

  private static boolean isAscending(List<String> names, ListQuery query) {
    List<String> all = new ArrayList<>(names);
    if (!query.after().isEmpty()) {
      all.addFirst(query.after());
    }
    for (int i = 1; i < all.size(); i++) {
      if (!isBefore(all.get(i - 1), all.get(i))) {
        return false;
      }
    }
    return names.stream().allMatch(name -> name.startsWith(query.prefix()));
  }

  private static boolean isBefore(String one, String other) {
    return Arrays.compareUnsigned(
            one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8))
        < 0;
  }
}
