package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.s3.model.BucketId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which members a node keeps connections with. Of a small bucket all; of a large one those that
 * stand 1, 2, 4, 8 … places beside it in the ring of all members by their ids, so that what one
 * says is with all after a few steps, whoever is missing. Stateless.
 */
final class PeerChoice {

  /** The most connections of a node with members. */
  static final int MOST = 16;

  /** A bucket of so many other members is small. */
  private static final int SMALL = 8;

  private PeerChoice() {}

  /**
   * The members to be connected with, those first that matter most.
   *
   * @param connected those that are: a bucket of which none is wants every member
   */
  static Set<NodeId> of(NodeId self, Map<BucketId, Set<NodeId>> members, Set<NodeId> connected) {
    Set<NodeId> chosen = new LinkedHashSet<>();
    Set<NodeId> others = new LinkedHashSet<>();
    for (Set<NodeId> bucket : members.values()) {
      chosen.addAll(neighbours(self, bucket));
      if (bucket.stream().noneMatch(connected::contains)) {
        others.addAll(bucket);
      }
    }
    chosen.addAll(others);
    chosen.remove(self);
    return chosen;
  }

  private static List<NodeId> neighbours(NodeId self, Set<NodeId> others) {
    if (others.size() <= SMALL) {
      return List.copyOf(others);
    }
    TreeSet<NodeId> all = new TreeSet<>(others);
    all.add(self);
    List<NodeId> ring = new ArrayList<>(all);
    int here = ring.indexOf(self);
    List<NodeId> chosen = new ArrayList<>();
    for (int step = 1; step <= ring.size() / 2; step *= 2) {
      chosen.add(ring.get((here + step) % ring.size()));
      chosen.add(ring.get((here - step + ring.size()) % ring.size()));
    }
    return chosen;
  }
}
