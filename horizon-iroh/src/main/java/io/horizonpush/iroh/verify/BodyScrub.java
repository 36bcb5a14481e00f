package io.horizonpush.iroh.verify;

import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.OriginTable.Named;
import io.horizonpush.iroh.index.ScrubTable.Ended;
import io.horizonpush.iroh.index.ScrubTable.Pass;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.StoredVersion;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scrubber's way through the small bodies that are kept in the index, by the versions that have
 * them. Confined to one thread.
 */
final class BodyScrub {

  private static final Logger LOG = LoggerFactory.getLogger(BodyScrub.class);

  /** Versions that one step looks at, and as long as nobody knows how many there are. */
  private static final int MOST = 2000;

  private static final int AT_FIRST = 500;

  private static final int PAGE = 100;

  /** So that it comes to the end in time where versions were added since the last. */
  private static final double GROWTH = 1.2;

  private final Index index;

  BodyScrub(Index index) {
    this.index = index;
  }

  /** How far a step came. */
  record Step(Pass pass, boolean atEnd) {}

  /**
   * Looks at the next ones.
   *
   * @param due the part that has to be looked at by now
   * @param ended the last time, which knew how many there are
   */
  Step step(Pass from, double due, Optional<Ended> ended) {
    Pass pass = from;
    long left = allowed(from, due, ended);
    while (left > 0) {
      Pass begin = pass;
      int limit = Math.toIntExact(Math.min(left, PAGE));
      List<Named> page = index.read(tables -> page(tables, begin.version(), limit));
      if (page.isEmpty()) {
        return new Step(pass, true);
      }
      long damaged = page.stream().filter(this::isDamaged).count();
      pass =
          new Pass(
              pass.began(),
              pass.blob(),
              Optional.of(page.getLast()),
              pass.versions() + page.size(),
              pass.damaged() + damaged);
      left -= page.size();
    }
    return new Step(pass, false);
  }

  private static long allowed(Pass pass, double due, Optional<Ended> ended) {
    if (due >= 1) {
      return MOST;
    }
    long wanted =
        ended
            .map(last -> (long) Math.ceil(due * last.versions() * GROWTH) - pass.versions())
            .orElse((long) AT_FIRST);
    return Math.clamp(wanted, 0, MOST);
  }

  /** The next versions, of one bucket. */
  private static List<Named> page(Tables tables, Optional<Named> after, int limit) {
    long first = after.map(Named::bucket).orElse(0L);
    List<BucketRow> buckets =
        tables.buckets().all().stream()
            .filter(bucket -> bucket.id() >= first)
            .sorted(Comparator.comparingLong(BucketRow::id))
            .toList();
    for (BucketRow bucket : buckets) {
      long id = bucket.id();
      List<Named> page =
          tables.scan().all(id, after.filter(named -> named.bucket() == id), limit).stream()
              .map(found -> new Named(id, found.key(), found.id()))
              .toList();
      if (!page.isEmpty()) {
        return page;
      }
    }
    return List.of();
  }

  private boolean isDamaged(Named named) {
    try {
      boolean sound =
          index
              .read(tables -> tables.versions().find(named.bucket(), named.key(), named.version()))
              .flatMap(row -> row.version().stored())
              .map(StoredVersion::body)
              .map(BodyScrub::isSound)
              .orElse(true);
      if (!sound) {
        LOG.error("The bytes of '{}' in the index do not match their checksum", named.key());
      }
      return !sound;
    } catch (CodecException e) {
      LOG.error("The record of '{}' cannot be read", named.key(), e);
      return true;
    }
  }

  private static boolean isSound(ObjectBody body) {
    return !(body instanceof ObjectBody.Inline inline) || inline.isSound();
  }
}
