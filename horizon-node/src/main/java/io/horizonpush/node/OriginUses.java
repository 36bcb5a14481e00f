package io.horizonpush.node;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.node.admin.Alarm;
import io.horizonpush.node.origins.HeldOrigin;
import io.horizonpush.node.origins.NodeOrigins;
import io.horizonpush.node.origins.OriginUse;
import io.horizonpush.s3.model.BucketConfiguration.Part;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which buckets name which of this node's origins, and whether they may use them. Thread-safe. */
final class OriginUses {

  private final Index index;
  private final NodeOrigins origins;

  OriginUses(Index index, NodeOrigins origins) {
    this.index = index;
    this.origins = origins;
  }

  /** A bucket that names an origin that this node has access to. */
  record Use(BucketId bucket, BucketName name, HeldOrigin origin, OriginUse use) {}

  /** All of them, by bucket. */
  List<Use> all() {
    if (origins.all().isEmpty()) {
      return List.of();
    }
    return index.read(
        tables ->
            tables.settings().bucketsWith(Part.ORIGINS.storedName()).stream()
                .flatMap(bucket -> tables.buckets().find(bucket).stream())
                .flatMap(bucket -> of(tables, bucket))
                .sorted(Comparator.comparing(Use::name))
                .toList());
  }

  private Stream<Use> of(Tables tables, BucketRow bucket) {
    return tables.settings().configuration(bucket.id()).origins().origins().stream()
        .flatMap(listed -> origins.held(listed.id()).stream())
        .map(
            origin ->
                new Use(
                    bucket.uid(), bucket.name(), origin, origins.use(bucket.uid(), origin.id())));
  }

  /** The buckets that name an origin. */
  List<Use> of(HeldOrigin origin) {
    return all().stream().filter(use -> use.origin().id().equals(origin.id())).toList();
  }

  /** Which buckets wait for the operator's word. */
  List<Alarm> alarms() {
    return all().stream()
        .filter(use -> use.use() == OriginUse.UNDECIDED)
        .map(OriginUses::alarm)
        .toList();
  }

  private static Alarm alarm(Use use) {
    return new Alarm(
        Alarm.Kind.ORIGIN_UNDECIDED,
        "the bucket %s stands before the origin %s, which this node has access to and does not use for it before you say so: bucket origins %s --allow %s, or --deny %s"
            .formatted(
                use.name(),
                use.origin().name(),
                use.name(),
                use.origin().name(),
                use.origin().name()),
        Optional.of(use.bucket().toString()),
        Optional.empty());
  }
}
