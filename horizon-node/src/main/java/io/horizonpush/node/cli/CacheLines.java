package io.horizonpush.node.cli;

import io.horizonpush.node.admin.CacheReport;
import io.horizonpush.node.admin.CacheReport.Bytes;
import io.horizonpush.node.admin.CacheReport.OfBucket;
import io.horizonpush.node.admin.CacheReport.Reads;
import io.horizonpush.node.config.ByteSize;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The bytes that are here, in lines for people. */
final class CacheLines {

  private CacheLines() {}

  static List<String> of(CacheReport report) {
    String quota =
        report.quota().map(most -> " of a quota of " + new ByteSize(most)).orElse(", no quota");
    return Stream.concat(
            Stream.of(
                "Here: %s%s, %s may go"
                    .formatted(text(report.bytes()), quota, new ByteSize(report.evictable())),
                "Since %s: %s".formatted(report.since(), text(report.reads()))),
            report.buckets().stream().flatMap(CacheLines::of))
        .toList();
  }

  private static Stream<String> of(OfBucket bucket) {
    String head = "%s  %s".formatted(bucket.bucket(), text(bucket.bytes()));
    return bucket.origins().isEmpty()
        ? Stream.of(head)
        : Stream.of(
            head + ", origins " + String.join("+", bucket.origins()), "  " + text(bucket.reads()));
  }

  private static String text(Bytes bytes) {
    return "%s, %s of them wait for their upload, %s are pinned"
        .formatted(
            new ByteSize(bytes.local()), new ByteSize(bytes.dirty()), new ByteSize(bytes.pinned()));
  }

  private static String text(Reads reads) {
    return "%d hits, %d misses (%s), %s of %s (%s) without an origin, egress saved %s"
        .formatted(
            reads.hits(),
            reads.misses(),
            share(reads.hits(), reads.misses()),
            new ByteSize(reads.hitBytes()),
            new ByteSize(reads.hitBytes() + reads.missBytes()),
            share(reads.hitBytes(), reads.missBytes()),
            new ByteSize(reads.savedBytes()));
  }

  private static String share(long of, long rest) {
    return of + rest == 0 ? "-" : String.format(Locale.ROOT, "%.1f %%", 100.0 * of / (of + rest));
  }
}
