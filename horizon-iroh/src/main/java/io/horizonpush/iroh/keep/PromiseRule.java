package io.horizonpush.iroh.keep;

import io.horizonpush.iroh.content.KeptElsewhere;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.RelianceTable.Promise;
import io.horizonpush.iroh.index.RelianceTable.Relied;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.s3.model.BlobHash;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What has to be promised before bytes go: in each bucket whose readers are given them, by as many
 * other members as the bucket's {@code copies} says, for long enough. Thread-safe.
 */
final class PromiseRule implements KeptElsewhere {

  private final PromiseTerms terms;
  private final PromiseClocks clocks;

  PromiseRule(PromiseTerms terms, PromiseClocks clocks) {
    this.terms = terms;
    this.clocks = clocks;
  }

  @Override
  public boolean isKept(Tables tables, BlobHash blob) {
    Instant enough = terms.enoughFrom(clocks.ofGot());
    List<Long> served = tables.reliances().served(blob);
    return !served.isEmpty()
        && served.stream().allMatch(bucket -> ends(tables, blob, bucket, enough).isPresent());
  }

  @Override
  public void left(Tables tables, BlobHash blob) {
    tables
        .reliances()
        .served(blob)
        .forEach(
            bucket -> tables.reliances().rely(new Relied(bucket, blob), due(tables, blob, bucket)));
  }

  /** When the promises of a blob are to be renewed; at once where there are too few. */
  Instant due(Tables tables, BlobHash blob, long bucket) {
    return ends(tables, blob, bucket, clocks.ofGot())
        .map(ends -> ends.minus(terms.lasts().dividedBy(2)))
        .orElse(Instant.EPOCH);
  }

  /** Whether enough members promised to keep a blob for a time. */
  boolean isEnough(Index index, BlobHash blob, long bucket) {
    Instant enough = terms.enoughFrom(clocks.ofGot());
    return index.read(tables -> ends(tables, blob, bucket, enough).isPresent());
  }

  /** Until when enough members promised to keep a blob, if that is later than a time. */
  Optional<Instant> ends(Tables tables, BlobHash blob, long bucket, Instant least) {
    int copies = copies(tables, bucket);
    List<Promise> promises = tables.reliances().promises(blob, bucket, least);
    return promises.size() < copies
        ? Optional.empty()
        : Optional.of(promises.get(copies - 1).ends());
  }

  /** How many others are to keep what goes from here. */
  static int copies(Tables tables, long bucket) {
    return Math.max(1, tables.settings().configuration(bucket).copies().orElse(1));
  }
}
