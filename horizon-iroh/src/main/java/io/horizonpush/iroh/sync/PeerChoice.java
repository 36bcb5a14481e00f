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
 * says is with all after a few steps, whoever is missing. Those that may write have those beside
 * them in a ring of their own, too: so what they say of each other needs nobody else. Immutable.
 *
 * @param self this node
 * @param members the other members of each bucket
 * @param writers all members of each bucket that may write
 */
record PeerChoice(
    NodeId self, Map<BucketId, Set<NodeId>> members, Map<BucketId, Set<NodeId>> writers) {

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
    for (Map.Entry<BucketId, Set<NodeId>> bucket : members.entrySet()) {
      boolean lonely = isLonely(bucket.getValue(), connected);
      if (lonely) {
        others.addAll(bucket.getValue());
      }
      chosen.addAll(neighbours(bucket.getValue()));
      chosen.addAll(writersBeside(writers.getOrDefault(bucket.getKey(), Set.of())));
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

  private List<NodeId> writersBeside(Set<NodeId> all) {
    List<NodeId> ring = List.copyOf(new TreeSet<>(all));
    return all.contains(self) ? beside(ring, 1) : List.of();
  }

  /** Those that stand so many places before and behind this node in a ring that it is in. */
  private List<NodeId> beside(List<NodeId> ring, int step) {
    int here = ring.indexOf(self);
    return List.of(
        ring.get((here + step) % ring.size()), ring.get((here - step + ring.size()) % ring.size()));
  }

  private List<NodeId> neighbours(Set<NodeId> others) {
    if (others.size() <= SMALL) {
      return List.copyOf(others);
    }
    TreeSet<NodeId> all = new TreeSet<>(others);
    all.add(self);
    List<NodeId> ring = List.copyOf(all);
    List<NodeId> chosen = new ArrayList<>();
    for (int step = 1; step <= ring.size() / 2; step *= 2) {
      chosen.addAll(beside(ring, step));
    }
    return chosen;
  }
}
