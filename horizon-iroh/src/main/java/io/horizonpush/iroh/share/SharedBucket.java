package io.horizonpush.iroh.share;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.WriterId;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A bucket of this node that others have, too.
 *
 * @param name that it has here
 * @param founder the author who was the first owner
 * @param hints where members were said to be when this node joined
 */
public record SharedBucket(
    BucketId id,
    BucketName name,
    Instant createdAt,
    WriterId founder,
    Membership membership,
    Map<NodeId, List<InetSocketAddress>> hints) {

  public SharedBucket {
    hints = Map.copyOf(hints);
  }

  /** Where a member may be, its own word first. */
  public List<InetSocketAddress> addresses(NodeId node) {
    Set<InetSocketAddress> all = new LinkedHashSet<>();
    membership.find(node).ifPresent(member -> all.addAll(member.contact().addresses()));
    all.addAll(hints.getOrDefault(node, List.of()));
    return all.stream().limit(Addresses.MOST).toList();
  }
}
