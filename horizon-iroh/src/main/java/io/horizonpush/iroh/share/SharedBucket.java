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
 * @param hints where members were when they were last met, or said to be when this node joined
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

  /** Where a member may be: by what the document says, and by hints, in turns. */
  public List<InetSocketAddress> addresses(NodeId node) {
    List<InetSocketAddress> said =
        membership.find(node).map(member -> member.contact().addresses()).orElse(List.of());
    List<InetSocketAddress> hinted = hints.getOrDefault(node, List.of());
    Set<InetSocketAddress> all = new LinkedHashSet<>();
    for (int i = 0; i < Math.max(said.size(), hinted.size()); i++) {
      said.stream().skip(i).limit(1).forEach(all::add);
      hinted.stream().skip(i).limit(1).forEach(all::add);
    }
    return all.stream().limit(Addresses.MOST).toList();
  }
}
