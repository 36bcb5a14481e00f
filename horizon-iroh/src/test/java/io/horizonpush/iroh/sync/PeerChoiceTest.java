package io.horizonpush.iroh.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.s3.model.BucketId;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which members a node keeps connections with. */
class PeerChoiceTest {

  private static final BucketId BUCKET = new BucketId(1, 2);

  @Test
  void aSmallBucket_hasEverybodyConnected() {
    assertThat(choice(0, 5, Set.of())).hasSize(4).doesNotContain(node(0));
  }

  @Test
  void fiftyMembers_haveFewConnectionsEach_andReachEachOtherInFewSteps() {
    Set<NodeId> met = Set.of(node(0), node(1));
    Map<NodeId, Set<NodeId>> connected = new HashMap<>();
    for (int i = 0; i < 50; i++) {
      Set<NodeId> chosen = choice(i, 50, met);
      assertThat(chosen.size()).isLessThanOrEqualTo(PeerChoice.MOST_OF_BUCKET);
      connected.put(node(i), chosen);
    }
    connected.forEach(
        (node, others) -> others.forEach(other -> assertThat(connected.get(other)).contains(node)));
    for (int i = 0; i < 50; i++) {
      assertThat(steps(node(i), connected)).isLessThanOrEqualTo(4);
    }
  }

  @Test
  void thoseThatMayWrite_areInARingOfTheirOwn() {
    Set<NodeId> writers = Set.of(node(0), node(20), node(27), node(41));
    Map<BucketId, Set<NodeId>> members = Map.of(BUCKET, nodes(1, 50));
    Set<NodeId> met = Set.of(node(1));
    Set<NodeId> ring = new PeerChoice(node(0), members, Map.of()).wanted(met);
    Set<NodeId> both = new PeerChoice(node(0), members, Map.of(BUCKET, writers)).wanted(met);
    assertThat(ring).doesNotContain(node(20), node(41));
    assertThat(both).containsAll(ring).contains(node(20), node(41)).hasSize(ring.size() + 2);
    assertThat(both.size()).isLessThanOrEqualTo(PeerChoice.MOST_OF_BUCKET);
    Set<NodeId> others = Set.of(node(20), node(27));
    assertThat(new PeerChoice(node(0), members, Map.of(BUCKET, others)).wanted(met))
        .isEqualTo(ring);
  }

  @Test
  void whoIsConnectedWithNobodyOfABucket_triesAll() {
    assertThat(choice(0, 50, Set.of())).hasSize(49);
  }

  @Test
  void oneBucket_takesNoMoreThanItsShareOfConnections() {
    Set<NodeId> others = nodes(1, 50);
    PeerChoice choice = new PeerChoice(node(0), Map.of(BUCKET, others), Map.of());
    assertThat(choice.hasRoom(node(40), nodes(1, PeerChoice.MOST_OF_BUCKET))).isTrue();
    assertThat(choice.hasRoom(node(40), nodes(1, PeerChoice.MOST_OF_BUCKET + 1))).isFalse();
    assertThat(choice.hasRoom(node(99), Set.of())).isFalse();
  }

  @Test
  void whereAllPlacesAreTaken_aBucketWithoutAny_getsThatOfOneThatHasSeveral() {
    Map<BucketId, Set<NodeId>> buckets = new HashMap<>();
    for (int i = 1; i < PeerChoice.MOST; i++) {
      buckets.put(new BucketId(1, i), Set.of(node(i)));
    }
    buckets.put(new BucketId(1, 1), Set.of(node(1), node(100)));
    buckets.put(new BucketId(2, 2), Set.of(node(101)));
    PeerChoice choice = new PeerChoice(node(0), buckets, Map.of());
    Set<NodeId> connected = new HashSet<>(nodes(1, PeerChoice.MOST));
    connected.add(node(100));
    assertThat(choice.hasRoom(node(101), connected)).isFalse();
    assertThat(choice.spared(node(101), connected)).get().isIn(node(1), node(100));
    connected.remove(node(100));
    connected.add(node(102));
    assertThat(choice.spared(node(1), connected)).isEmpty();
    connected.remove(node(102));
    connected.add(node(101));
    assertThat(choice.spared(node(100), connected)).isEmpty();
  }

  private static Set<NodeId> nodes(int from, int to) {
    return IntStream.range(from, to).mapToObj(PeerChoiceTest::node).collect(Collectors.toSet());
  }

  private static int steps(NodeId from, Map<NodeId, Set<NodeId>> connected) {
    Set<NodeId> seen = new HashSet<>(Set.of(from));
    Queue<NodeId> edge = new ArrayDeque<>(seen);
    int steps = 0;
    while (seen.size() < connected.size()) {
      Queue<NodeId> next = new ArrayDeque<>();
      for (NodeId node : edge) {
        for (NodeId other : connected.getOrDefault(node, Set.of())) {
          if (seen.add(other)) {
            next.add(other);
          }
        }
      }
      assertThat(next).isNotEmpty();
      edge = next;
      steps++;
    }
    return steps;
  }

  private static Set<NodeId> choice(int self, int members, Set<NodeId> connected) {
    Set<NodeId> others =
        IntStream.range(0, members)
            .filter(each -> each != self)
            .mapToObj(PeerChoiceTest::node)
            .collect(Collectors.toSet());
    return new PeerChoice(node(self), Map.of(BUCKET, others), Map.of()).wanted(connected);
  }

  private static NodeId node(int number) {
    byte[] bytes = new byte[NodeId.LENGTH];
    bytes[31] = (byte) number;
    return NodeId.of(bytes);
  }
}
