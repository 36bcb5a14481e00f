package io.horizonpush.node;

import io.horizonpush.node.origins.HeldOrigin;
import io.horizonpush.node.origins.NodeOrigins;
import io.horizonpush.s3.model.BucketOrigins;
import io.horizonpush.s3.model.ListedOrigin;
import io.horizonpush.s3.model.OriginId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which origins an operator means who says that a bucket may use them from this node, or may not.
 *
 * @param origins that this node has access to
 * @param known those of the bucket
 */
record GrantedOrigins(NodeOrigins origins, BucketOrigins known) {

  /** All those of the bucket. */
  List<OriginId> all() {
    return known.origins().stream().map(ListedOrigin::id).toList();
  }

  /**
   * Those that are allowed: who gives a bucket an origin by its name here means it, too.
   *
   * @param chosen the new list of the bucket, in which ids name what others gave it
   * @throws IllegalArgumentException if one is none of the bucket's
   */
  List<OriginId> named(Optional<List<String>> chosen, Optional<List<String>> allowed) {
    return Stream.concat(
            chosen.stream().flatMap(List::stream).flatMap(this::held), required(allowed).stream())
        .distinct()
        .toList();
  }

  private Stream<OriginId> held(String name) {
    return origins.all().stream().filter(each -> each.name().equals(name)).map(HeldOrigin::id);
  }

  /**
   * Those that are named.
   *
   * @throws IllegalArgumentException if one is none of the bucket's
   */
  List<OriginId> required(Optional<List<String>> names) {
    return names.stream().flatMap(List::stream).map(origins::require).map(this::listed).toList();
  }

  private OriginId listed(HeldOrigin origin) {
    if (!all().contains(origin.id())) {
      throw new IllegalArgumentException(
          "the bucket does not stand before the origin %s: bucket origins shows those that it does"
              .formatted(origin.name()));
    }
    return origin.id();
  }
}
