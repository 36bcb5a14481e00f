package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.EpochTable.NextEpoch;
import io.horizonpush.iroh.index.PositionTable.Reached;
import io.horizonpush.iroh.index.PositionTable.Seen;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.iroh.share.EpochRecord;
import io.horizonpush.iroh.share.EpochRecord.Followed;
import io.horizonpush.iroh.share.Member;
import io.horizonpush.iroh.share.Membership;
import io.horizonpush.iroh.share.Statement;
import io.horizonpush.iroh.share.Statement.OfEpoch;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.WriterId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * The statement by which this node says that a bucket is in an epoch that it opened. Confined to
 * the writer's thread.
 *
 * @param self this node's author
 */
record EpochWord(Tables tables, BucketRow bucket, WriterId self, Instant now) {

  /** Says it; tells how many changes wait for who follows the bucket. */
  int say(NextEpoch next, Membership members) {
    Stamp stamp = new Stamp(Stamp.clockOf(now), self);
    ReplicaId document = next.document().replica();
    Statement statement =
        new OfEpoch(
            next.document().epoch(),
            stamp,
            next.bound() > 0
                ? EpochRecord.forgetting(document, followed(members, next.bound()))
                : new EpochRecord(document));
    return new SettingDecision(tables, bucket, self, now.truncatedTo(ChronoUnit.MILLIS))
        .say(statement.name(), statement.text(), stamp.clock());
  }

  /** How far the entries are here of the members that may write and have seen what is forgotten. */
  private List<Followed> followed(Membership members, long bound) {
    Map<NodeId, Seen> seen = tables.positions().seen(bucket.id());
    Map<NodeId, Reached> here = tables.positions().reached(bucket.id());
    return members.members().stream()
        .filter(member -> member.mode().allows(MemberMode.WRITE))
        .map(Member::node)
        .filter(node -> seen.containsKey(node) && seen.get(node).position() >= bound)
        .filter(here::containsKey)
        .map(here::get)
        .map(each -> new Followed(each.node(), each.history(), each.position()))
        .limit(EpochRecord.MOST_FOLLOWED)
        .toList();
  }
}
