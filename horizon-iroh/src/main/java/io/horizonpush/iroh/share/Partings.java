package io.horizonpush.iroh.share;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.share.MemberRecord.Named;
import io.horizonpush.iroh.share.Statement.OfJoining;
import io.horizonpush.iroh.share.Statement.OfMember;
import io.horizonpush.iroh.share.Statement.OfParting;
import io.horizonpush.s3.model.BucketId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which nodes left a bucket, by their own word, and did not come back since: nothing that makes one
 * a member is later than its word. A node may always say that of itself, and nobody of another.
 * Confined to one thread.
 */
final class Partings {

  /** The latest clock of each node's word that it left. */
  private final Map<NodeId, Long> left = new HashMap<>();

  /** The latest clock of what makes each node a member. */
  private final Map<NodeId, Long> since = new HashMap<>();

  Partings(BucketId bucket, Collection<OfParting> said, SignatureCheck check) {
    for (OfParting of : said) {
      boolean past = Long.compareUnsigned(of.says().clock(), of.stamp().clock()) <= 0;
      if (past && of.says().holds(bucket, of.node(), check)) {
        left.merge(of.node(), of.says().clock(), Partings::later);
      }
    }
  }

  /** Hears what makes nodes members: the words of owners, and admissions that hold. */
  void hear(Owners owners, Collection<OfJoining> held) {
    for (Map<NodeId, OfMember> words : List.of(owners.all(), owners.ofOthers())) {
      words.forEach(
          (node, word) -> {
            if (word.says() instanceof Named named && !named.removed()) {
              since.merge(node, word.stamp().clock(), Partings::later);
            }
          });
    }
    held.forEach(of -> since.merge(of.terms().joiner(), of.stamp().clock(), Partings::later));
  }

  /** Whether a node left, and is not back. */
  boolean isGone(NodeId node) {
    return left.containsKey(node)
        && Long.compareUnsigned(since.getOrDefault(node, 0L), left.get(node)) <= 0;
  }

  /** The clock of a node's latest word that it left; 0 for one that never said so. */
  long leftAt(NodeId node) {
    return left.getOrDefault(node, 0L);
  }

  /** The latest clock of all that makes a node a member, or none. */
  long latest(NodeId node) {
    return later(since.getOrDefault(node, 0L), leftAt(node));
  }

  private static long later(long one, long two) {
    return Long.compareUnsigned(one, two) >= 0 ? one : two;
  }
}
