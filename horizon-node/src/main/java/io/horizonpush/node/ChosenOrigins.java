package io.horizonpush.node;

import io.horizonpush.fallback.origin.OriginDescription;
import io.horizonpush.node.admin.BucketOriginsChange;
import io.horizonpush.node.config.EnumWords;
import io.horizonpush.node.origins.HeldOrigin;
import io.horizonpush.node.origins.NodeOrigins;
import io.horizonpush.s3.model.BucketOrigins;
import io.horizonpush.s3.model.BucketOrigins.Writes;
import io.horizonpush.s3.model.Freshness;
import io.horizonpush.s3.model.ListedOrigin;
import java.util.List;
import java.util.Optional;

/**
 * The step from what an operator wants of a bucket's origins to what it has then.
 *
 * @param origins that this node has access to
 * @param before what the bucket had
 */
record ChosenOrigins(NodeOrigins origins, BucketOrigins before) {

  /**
   * What it has then.
   *
   * @throws IllegalArgumentException saying what to do, where that cannot be
   */
  BucketOrigins changedBy(BucketOriginsChange change) {
    List<ListedOrigin> list =
        change
            .origins()
            .map(names -> names.stream().map(this::listed).toList())
            .orElse(before.origins());
    if (list.isEmpty()) {
      if (change.writes().isPresent()
          || change.freshness().isPresent()
          || change.listingWhenDown().isPresent()
          || change.storageClasses().isPresent()) {
        throw new IllegalArgumentException(
            "the bucket has no origins, so there is nothing to write to or to ask again: name some");
      }
      return BucketOrigins.NONE;
    }
    BucketOrigins chosen =
        new BucketOrigins(
            list,
            writes(list, change.writes()),
            change.freshness().map(ChosenOrigins::freshness).orElse(before.freshness()),
            change.listingWhenDown().orElse(before.listingWhenDown()),
            before.classes());
    return new MappedClasses(origins, chosen).changedBy(change);
  }

  private ListedOrigin listed(String name) {
    Optional<ListedOrigin> kept =
        before.origins().stream().filter(each -> each.id().toString().equals(name)).findFirst();
    return kept.orElseGet(() -> listed(origins.require(name)));
  }

  private static ListedOrigin listed(HeldOrigin origin) {
    OriginDescription description = origin.settings().connection().description();
    return new ListedOrigin(
        description.place().type().toString(),
        description.place().endpoint().toString(),
        description.place().bucket(),
        description.readOnly(),
        description.place().prefix());
  }

  private Writes writes(List<ListedOrigin> list, Optional<Writes> asked) {
    boolean readOnly = list.stream().allMatch(ListedOrigin::readOnly);
    Writes usual =
        readOnly ? Writes.LOCAL_ONLY : before.isEmpty() ? Writes.WRITE_BACK : before.writes();
    Writes wanted = asked.orElse(usual);
    if (readOnly && wanted != Writes.LOCAL_ONLY) {
      throw new IllegalArgumentException(
          "%s needs an origin that is written to, and those of the bucket are read-only: add one without --read-only, or give --write local-only"
              .formatted(EnumWords.of(wanted)));
    }
    return wanted;
  }

  private static Freshness freshness(String text) {
    return Freshness.stored(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "freshness cannot be '%s'; allowed is: immutable, ttl=60s (whole seconds, up to a year), always"
                        .formatted(text)));
  }
}
