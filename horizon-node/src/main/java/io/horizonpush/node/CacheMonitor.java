package io.horizonpush.node;

import io.horizonpush.fallback.fill.CacheCounts;
import io.horizonpush.fallback.fill.CacheCounts.Figures;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.CacheUsage;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.node.admin.CacheReport;
import io.horizonpush.node.admin.CacheReport.Bytes;
import io.horizonpush.node.admin.CacheReport.OfBucket;
import io.horizonpush.node.admin.CacheReport.Reads;
import io.horizonpush.node.metrics.NodeMetrics;
import io.horizonpush.node.origins.HeldOrigin;
import io.horizonpush.node.origins.NodeOrigins;
import io.horizonpush.s3.model.BucketConfiguration;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ListedOrigin;
import io.horizonpush.s3.model.OriginId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/** What bytes are here, and what they are good for: for people and for programs. Thread-safe. */
final class CacheMonitor {

  private static final String BUCKET = "bucket";

  private final Index index;
  private final NodeOrigins origins;
  private final CacheCounts counts;
  private final OptionalLong quota;
  private final Instant since = Instant.now();

  CacheMonitor(Index index, NodeOrigins origins, CacheCounts counts, OptionalLong quota) {
    this.index = index;
    this.origins = origins;
    this.counts = counts;
    this.quota = quota;
  }

  CacheReport report() {
    Map<BucketId, Figures> read = counts.all();
    return index.read(tables -> report(tables, read));
  }

  private CacheReport report(Tables tables, Map<BucketId, Figures> read) {
    CacheUsage usage = tables.cacheUsage();
    List<BucketRow> rows = tables.buckets().all();
    Map<Long, BucketConfiguration> set = new HashMap<>();
    rows.forEach(row -> set.put(row.id(), tables.settings().configuration(row.id())));
    Map<Long, Long> local = usage.bytesByBucket();
    Map<Long, Long> dirty = usage.dirtyByBucket();
    Map<Long, Long> pinned = usage.pinnedByBucket();
    List<OfBucket> buckets =
        rows.stream()
            .filter(row -> local.containsKey(row.id()) || !originsOf(set, row).isEmpty())
            .map(
                row ->
                    new OfBucket(
                        row.name(),
                        originsOf(set, row).stream()
                            .map(ListedOrigin::id)
                            .map(this::shown)
                            .toList(),
                        new Bytes(
                            local.getOrDefault(row.id(), 0L),
                            dirty.getOrDefault(row.id(), 0L),
                            pinned.getOrDefault(row.id(), 0L)),
                        reads(read.getOrDefault(row.uid(), Figures.NONE))))
            .toList();
    List<Long> versioned =
        rows.stream().map(BucketRow::id).filter(id -> isVersioned(set, id)).toList();
    return new CacheReport(
        quota.isPresent() ? Optional.of(quota.getAsLong()) : Optional.empty(),
        new Bytes(
            usage.bytes(),
            dirty.values().stream().mapToLong(Long::longValue).sum(),
            usage.pinned()),
        usage.evictable(versioned),
        reads(read.values().stream().reduce(Figures.NONE, Figures::plus)),
        since,
        buckets);
  }

  private static List<ListedOrigin> originsOf(Map<Long, BucketConfiguration> set, BucketRow row) {
    return Optional.ofNullable(set.get(row.id())).orElseThrow().origins().origins();
  }

  private static boolean isVersioned(Map<Long, BucketConfiguration> set, long bucket) {
    return Optional.ofNullable(set.get(bucket)).orElseThrow().hasVersions();
  }

  private String shown(OriginId origin) {
    return origins.held(origin).map(HeldOrigin::name).orElseGet(origin::toString);
  }

  private static Reads reads(Figures of) {
    return new Reads(of.hits(), of.misses(), of.hitBytes(), of.missBytes(), of.savedBytes());
  }

  void measure(NodeMetrics metrics) {
    metrics.counters(
        "horizon_cache_hits",
        "Reads of buckets with origins that needed none of them.",
        BUCKET,
        () -> each(Figures::hits));
    metrics.counters(
        "horizon_cache_misses",
        "Reads for whose bytes an origin was asked.",
        BUCKET,
        () -> each(Figures::misses));
    metrics.counters(
        "horizon_cache_hit_bytes",
        "Bytes of reads that needed no origin.",
        BUCKET,
        () -> each(Figures::hitBytes));
    metrics.counters(
        "horizon_cache_miss_bytes",
        "Bytes of reads for which an origin was asked.",
        BUCKET,
        () -> each(Figures::missBytes));
    metrics.counters(
        "horizon_cache_saved_bytes",
        "Bytes of reads that an origin has, too, and did not send.",
        BUCKET,
        () -> each(Figures::savedBytes));
  }

  private Map<String, Long> each(ToLongFunction<Figures> figure) {
    Map<BucketId, Figures> read = counts.all();
    Map<String, Long> byName = new HashMap<>();
    index
        .read(tables -> tables.buckets().all())
        .forEach(
            row ->
                Optional.ofNullable(read.get(row.uid()))
                    .ifPresent(of -> byName.put(row.name().value(), figure.applyAsLong(of))));
    return byName;
  }
}
