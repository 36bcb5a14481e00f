package io.horizonpush.iroh.epoch;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.PluginEntryTable;
import io.horizonpush.iroh.index.PositionTable.Reached;
import io.horizonpush.iroh.index.PositionTable.Seen;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.share.EpochRecord;
import io.horizonpush.iroh.share.Member;
import io.horizonpush.iroh.share.Membership;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.WriterId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which buckets may forget what is gone, tombstones and versions that were removed, and how much of
 * it: what every member has seen that was heard of in a long time. Confined to one thread.
 */
public final class Forgetting {

  private final Index index;
  private final WriterId self;

  /** The latest sequence of each bucket when it was looked at before. */
  private final Map<Long, Long> latest = new HashMap<>();

  Forgetting(Index index, WriterId self) {
    this.index = index;
    this.self = self;
  }

  /**
   * What is worth an epoch.
   *
   * @param least as many versions must be gone at least, and more than there are others
   * @param silence after which a member is not waited for
   */
  public record Rule(long least, Duration silence) {

    /** As many as make an epoch worth its while. */
    public static final long LEAST = 10_000;

    boolean isWorth(long gone, long all) {
      return gone >= Math.max(least, 1) && gone > all / 2;
    }
  }

  /** The sequence of this node's entries up to which a bucket may forget what is gone. */
  Optional<Long> bound(BucketRow bucket, Membership members, Rule rule) {
    long before = latest.getOrDefault(bucket.id(), Long.MAX_VALUE);
    return index.snapshot(
        tables -> {
          latest.put(bucket.id(), tables.entries().latest(bucket.id()));
          return isWorth(tables, bucket, rule)
              ? seen(tables, bucket, members, rule).filter(bound -> bound >= before)
              : Optional.empty();
        });
  }

  /** Whether so much of a bucket is gone that it may be forgotten. */
  static boolean isWorth(Tables tables, BucketRow bucket, Rule rule) {
    PluginEntryTable.Held plugins = tables.pluginEntries().held(bucket.id());
    long gone = tables.versions().gone(bucket.id()) + plugins.gone();
    long kept =
        tables.versions().objects(bucket.id()).count()
            + tables.versions().noncurrent(bucket.id()).count()
            + plugins.entries();
    return rule.isWorth(gone, gone + kept)
        // An origin that is only read has what was deleted here still.
        && tables.settings().configuration(bucket.id()).origins().isEmpty()
        && tables.epochs().next(bucket.id()).isEmpty()
        // What waits for its time this node has not taken, and others think that it has.
        && tables.entries().earlyKeys(bucket.id()).isEmpty();
  }

  /**
   * Up to which sequence everybody has this node's entries; nothing where that is not known, nor
   * how far those are here who may write: the others say nothing in the next document.
   */
  private Optional<Long> seen(Tables tables, BucketRow bucket, Membership members, Rule rule) {
    Map<NodeId, Seen> all = tables.positions().seen(bucket.id());
    Map<NodeId, Reached> reached = tables.positions().reached(bucket.id());
    Instant silent = index.wall().instant().minus(rule.silence());
    long bound = tables.entries().latest(bucket.id());
    List<Member> others =
        members.members().stream().filter(each -> !each.authors().contains(self)).toList();
    if (others.stream().filter(Forgetting::mayWrite).count() > EpochRecord.MOST_FOLLOWED) {
      return Optional.empty();
    }
    for (Member other : others) {
      Seen seen = all.get(other.node());
      boolean here = !mayWrite(other) || reached.containsKey(other.node());
      if (seen == null || (!here && !seen.heard().isBefore(silent))) {
        return Optional.empty();
      }
      if (!seen.heard().isBefore(silent)) {
        bound = Math.min(bound, seen.position());
      }
    }
    return bound > 0 ? Optional.of(bound) : Optional.empty();
  }

  private static boolean mayWrite(Member member) {
    return member.mode().allows(MemberMode.WRITE);
  }
}
