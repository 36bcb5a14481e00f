package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.s3.model.BucketId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which members a node keeps connections with. Of a small bucket all; of a large one those that
 * stand 1, 2, 4, 8 … places beside it in the ring of all members by their ids, so that what one
 * says is with all after a few steps, whoever is missing. Immutable.
 *
 * @param self this node
 * @param members the other members of each bucket
 */
record PeerChoice(NodeId self, Map<BucketId, Set<NodeId>> members) {

  /** The most connections of a node with members of one bucket. */
  static final int MOST_OF_BUCKET = 16;

  /** The most connections of a node with members. */
  static final int MOST = 64;

  /** A bucket of so many other members is small. */
  private static final int SMALL = 8;

  /**
   * The members to be connected with, those first that matter most.
   *
   * @param connected those that are: a bucket of which none is wants every member
   */
  Set<NodeId> wanted(Set<NodeId> connected) {
    Set<NodeId> chosen = new LinkedHashSet<>();
    Set<NodeId> others = new LinkedHashSet<>();
    for (Set<NodeId> bucket : members.values()) {
      boolean lonely = isLonely(bucket, connected);
      if (lonely) {
        others.addAll(bucket);
      }
      chosen.addAll(neighbours(bucket));
    }
    chosen.addAll(others);
    chosen.remove(self);
    return chosen;
  }

  /** Whether there is room for a connection with another node beside those that are. */
  boolean hasRoom(NodeId peer, Set<NodeId> connected) {
    return connected.size() < MOST
        && ofPeer(peer).stream().anyMatch(bucket -> count(bucket, connected) < MOST_OF_BUCKET);
  }

  /**
   * Whose connection may go for one with a node, so that no bucket is without any because others
   * have several; nothing where the node brings none, or none can be spared.
   */
  Optional<NodeId> spared(NodeId peer, Set<NodeId> connected) {
    if (ofPeer(peer).stream().noneMatch(bucket -> isLonely(bucket, connected))) {
      return Optional.empty();
    }
    return connected.stream()
        .filter(each -> ofPeer(each).stream().allMatch(bucket -> count(bucket, connected) > 1))
        .findFirst();
  }

  private Collection<Set<NodeId>> ofPeer(NodeId peer) {
    return members.values().stream().filter(bucket -> bucket.contains(peer)).toList();
  }

  private static long count(Set<NodeId> bucket, Set<NodeId> connected) {
    return connected.stream().filter(bucket::contains).count();
  }

  private static boolean isLonely(Set<NodeId> bucket, Set<NodeId> connected) {
    return bucket.stream().noneMatch(connected::contains);
  }

  private List<NodeId> neighbours(Set<NodeId> others) {
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
