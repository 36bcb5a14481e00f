package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.TestingNetworks;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.store.Bytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;

/** Nodes of one process that have a bucket, and connect with those whom a test names to them. */
final class RunningMembers implements AutoCloseable {

  static final Duration SOON = Duration.ofSeconds(60);

  private final TestingNetworks networks;
  private final List<Member> members = new ArrayList<>();

  /** Makes nodes that know of no other yet. */
  RunningMembers(TestingNetworks networks, Path directory, int count) throws IOException {
    this.networks = networks;
    for (int i = 1; i <= count; i++) {
      TestingPeer peer = new TestingPeer(directory.resolve("node-" + i), Instant::now, i);
      if (i == 1) {
        peer.node().begin("shared");
        peer.node().configure();
        peer.node().publish();
      } else {
        peer.node().join(members.getFirst().peer().node());
      }
      Sharing sharing = new Sharing(peer.node().bucket().id());
      members.add(
          new Member(
              peer,
              sharing,
              new Peers(
                  networks.of(peer.id()),
                  sharing,
                  Nowhere.INSTANCE,
                  peer.handlers(),
                  peer.ground())));
    }
  }

  /** A running node. */
  record Member(TestingPeer peer, Sharing sharing, Peers peers) {

    NodeId id() {
      return peer.id();
    }

    void put(String key, String text) {
      peer.node().fixture().objects().put(peer.node().bucket(), new ObjectKey(key), Bytes.of(text));
      peer.node().publish();
    }

    boolean has(String key) {
      return peer.node().versions(new ObjectKey(key)).current().isPresent();
    }
  }

  /** One bucket with members that a test names. */
  static final class Sharing implements SharedBuckets {

    private final BucketId bucket;
    final Set<NodeId> others = ConcurrentHashMap.newKeySet();
    final Set<NodeId> unreachable = ConcurrentHashMap.newKeySet();
    volatile boolean failing;
    volatile boolean failed;

    Sharing(BucketId bucket) {
      this.bucket = bucket;
    }

    @Override
    public Map<BucketId, Set<NodeId>> members() {
      if (failing) {
        failed = true;
        throw new IllegalStateException("a failure of a test");
      }
      return Map.of(bucket, Set.copyOf(others));
    }

    @Override
    public Map<BucketId, Set<NodeId>> writers() {
      return Map.of();
    }

    @Override
    public List<InetSocketAddress> addresses(NodeId member) {
      return unreachable.contains(member)
          ? List.of()
          : List.of(InetSocketAddress.createUnresolved(member.hex(), 1));
    }
  }

  Member get(int number) {
    return members.get(number);
  }

  List<Member> all() {
    return members;
  }

  /** Tells two of each other. */
  void share(int one, int two) {
    get(one).sharing().others.add(get(two).id());
    get(two).sharing().others.add(get(one).id());
  }

  void start() {
    members.forEach(member -> member.peers().start());
  }

  static void awaitKey(Member member, String key) {
    Awaitility.await().atMost(SOON).until(() -> member.has(key));
  }

  @Override
  public void close() {
    members.forEach(member -> networks.of(member.id()).close());
    members.forEach(member -> member.peers().close());
    Awaitility.await()
        .atMost(SOON)
        .until(() -> members.stream().allMatch(member -> member.peers().states().isEmpty()));
    members.forEach(member -> member.peer().close());
  }
}
