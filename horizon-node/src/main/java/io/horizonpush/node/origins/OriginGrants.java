package io.horizonpush.node.origins;

import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.OriginGrantTable.Grant;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ListedOrigin;
import io.horizonpush.s3.model.OriginId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * What the operator of this node said about which buckets may use which of its origins. The owners
 * of a shared bucket say which places it stands before, and none of them can have this node go
 * there with its credentials.
 *
 * <p>Thread-safe; changes exclude each other.
 */
public final class OriginGrants {

  private final Index index;
  private final Map<Asked, Boolean> known = new ConcurrentHashMap<>();

  private record Asked(BucketId bucket, OriginId origin) {}

  private OriginGrants(Index index) {
    this.index = index;
  }

  /**
   * The grants of an index. Buckets that had origins before there were any keep those that this
   * node has access to.
   */
  static OriginGrants open(Index index, Predicate<OriginId> held) {
    List<Long> before = index.read(tables -> tables.originGrants().unreviewed());
    if (!before.isEmpty()) {
      index.write(
          Durability.STRICT,
          tables -> {
            before.forEach(bucket -> keep(tables, bucket, held));
            return before;
          });
    }
    OriginGrants grants = new OriginGrants(index);
    index.read(tables -> tables.originGrants().all()).forEach(grants::note);
    return grants;
  }

  private static void keep(Tables tables, long bucket, Predicate<OriginId> held) {
    tables.settings().configuration(bucket).origins().origins().stream()
        .map(ListedOrigin::id)
        .filter(held)
        .forEach(origin -> tables.originGrants().put(bucket, origin, true));
    tables.originGrants().reviewed(bucket);
  }

  private void note(Grant grant) {
    known.put(new Asked(grant.bucket(), grant.origin()), grant.allowed());
  }

  /** What was said last; nothing where nothing was. */
  Optional<Boolean> find(BucketId bucket, OriginId origin) {
    return Optional.ofNullable(known.get(new Asked(bucket, origin)));
  }

  /** Says whether a bucket may use origins, durably. */
  public synchronized void set(BucketId bucket, List<OriginId> origins, boolean allowed) {
    if (origins.isEmpty()) {
      return;
    }
    index.write(
        Durability.STRICT,
        tables -> {
          long row = tables.buckets().require(bucket).id();
          origins.forEach(origin -> tables.originGrants().put(row, origin, allowed));
          return row;
        });
    origins.forEach(origin -> note(new Grant(bucket, origin, allowed)));
  }

  /** Forgets what was said of a bucket and all origins but some. */
  public synchronized void retain(BucketId bucket, List<OriginId> origins) {
    List<OriginId> gone =
        known.keySet().stream()
            .filter(each -> each.bucket().equals(bucket))
            .map(Asked::origin)
            .filter(origin -> !origins.contains(origin))
            .toList();
    if (gone.isEmpty()) {
      return;
    }
    gone.forEach(origin -> known.remove(new Asked(bucket, origin)));
    index.write(
        Durability.STRICT,
        tables -> {
          long row = tables.buckets().require(bucket).id();
          gone.forEach(origin -> tables.originGrants().remove(row, origin));
          return row;
        });
  }

  /** Forgets what was said of an origin. */
  synchronized void forget(OriginId origin) {
    known.keySet().removeIf(each -> each.origin().equals(origin));
    index.write(
        Durability.STRICT,
        tables -> {
          tables.originGrants().removeAll(origin);
          return origin;
        });
  }
}
