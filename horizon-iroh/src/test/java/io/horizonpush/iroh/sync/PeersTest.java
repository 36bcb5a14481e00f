package io.horizonpush.iroh.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerConnection;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.net.StreamKind;
import io.horizonpush.iroh.net.TestingNetworks;
import io.horizonpush.iroh.share.Addresses;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections between members: made, kept, and what is followed over them. */
@Timeout(180)
class PeersTest {

  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path directory;

  private final TestingNetworks networks = new TestingNetworks();
  private final List<Member> members = new ArrayList<>();

  /** A running node. */
  private record Member(TestingPeer peer, Sharing sharing, Peers peers) {

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
  private static final class Sharing implements SharedBuckets {

    private final BucketId bucket;
    private final Set<NodeId> others = ConcurrentHashMap.newKeySet();
    private final Set<NodeId> unreachable = ConcurrentHashMap.newKeySet();
    private volatile boolean failing;
    private volatile boolean failed;

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
    public List<InetSocketAddress> addresses(NodeId member) {
      return unreachable.contains(member)
          ? List.of()
          : List.of(InetSocketAddress.createUnresolved(member.hex(), 1));
    }
  }

  @BeforeEach
  void open() throws IOException {
    for (int i = 1; i <= 3; i++) {
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

  @AfterEach
  void close() {
    members.forEach(member -> networks.of(member.id()).close());
    members.forEach(member -> member.peers().close());
    Awaitility.await()
        .atMost(SOON)
        .until(() -> members.stream().allMatch(member -> member.peers().states().isEmpty()));
    members.forEach(member -> member.peer().close());
  }

  private Member member(int number) {
    return members.get(number);
  }

  private void share(int one, int two) {
    member(one).sharing().others.add(member(two).id());
    member(two).sharing().others.add(member(one).id());
  }

  private void start() {
    members.forEach(member -> member.peers().start());
  }

  private static void awaitKey(Member member, String key) {
    Awaitility.await().atMost(SOON).until(() -> member.has(key));
  }

  @Test
  void twoThatBothDial_keepOneConnection_andHaveWhatTheOtherWrites() {
    share(0, 1);
    start();
    member(0).put("from-0", "a");
    member(1).put("from-1", "b");
    awaitKey(member(1), "from-0");
    awaitKey(member(0), "from-1");
    Awaitility.await()
        .atMost(SOON)
        .until(() -> networks.connections(member(0).id(), member(1).id()) == 1);
    for (int i = 0; i < 20; i++) {
      member(i % 2).put("live-" + i, "c");
    }
    IntStream.range(0, 20).forEach(i -> awaitKey(member((i + 1) % 2), "live-" + i));
    Awaitility.await()
        .atMost(SOON)
        .until(
            () ->
                member(0).peers().states().stream()
                    .allMatch(
                        state ->
                            state.buckets().values().stream()
                                .allMatch(each -> each.inStepSince().isPresent())));
  }

  @Test
  void whatOneWrites_reachesWhoIsConnectedWithAnotherOnly() {
    share(0, 1);
    share(1, 2);
    start();
    member(0).put("key", "a");
    awaitKey(member(2), "key");
    member(2).put("back", "b");
    awaitKey(member(0), "back");
    assertThat(networks.connections(member(0).id(), member(2).id())).isZero();
  }

  @Test
  void afterTheNetworkWasAway_allIsInStepAgain() {
    share(0, 1);
    start();
    member(0).put("before", "a");
    awaitKey(member(1), "before");
    networks.cut(member(0).id(), member(1).id());
    Awaitility.await()
        .atMost(SOON)
        .until(() -> networks.connections(member(0).id(), member(1).id()) == 0);
    member(0).put("meanwhile-0", "b");
    member(1).put("meanwhile-1", "c");
    networks.heal();
    awaitKey(member(1), "meanwhile-0");
    awaitKey(member(0), "meanwhile-1");
  }

  @Test
  void whoIsAMemberNoMore_getsNothingFromThen() {
    share(0, 1);
    start();
    member(0).put("before", "a");
    awaitKey(member(1), "before");
    member(0).peer().access().forbid(member(1).id());
    member(0).sharing().others.clear();
    member(0).peers().refresh();
    Awaitility.await().atMost(SOON).until(() -> member(0).peers().states().isEmpty());
    long given = member(0).peer().counts().given();
    member(0).put("after", "b");
    // It tries again and again, and is let in nowhere.
    Awaitility.await()
        .during(Duration.ofSeconds(2))
        .atMost(SOON)
        .until(() -> !member(1).has("after"));
    assertThat(member(0).peer().counts().given()).isEqualTo(given);
  }

  @Test
  void whoBringsTooMuch_isShownWithAnAlarm() {
    member(1).peer().limit(new SyncLimits(0, 0, 1000));
    Peers limited =
        new Peers(
            networks.of(member(1).id()),
            member(1).sharing(),
            Nowhere.INSTANCE,
            member(1).peer().handlers(),
            member(1).peer().ground());
    share(0, 1);
    member(0).peers().start();
    limited.start();
    Awaitility.await()
        .atMost(SOON)
        .until(
            () ->
                limited.states().stream()
                    .flatMap(state -> state.buckets().values().stream())
                    .anyMatch(
                        each ->
                            each.alarm()
                                .filter(text -> text.contains("peers.max-records"))
                                .isPresent()));
    limited.close();
  }

  @Test
  void strangersThatStay_keepNoMemberOut() {
    share(0, 1);
    member(0).peers().start();
    List<PeerConnection> strangers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      strangers.add(networks.of(TestingPeer.id(100 + i)).connect(member(0).id(), List.of(), SOON));
    }
    Awaitility.await()
        .atMost(SOON)
        .until(() -> strangers.stream().filter(PeersTest::isOpen).count() <= 4);
    member(1).peers().start();
    member(0).put("key", "a");
    awaitKey(member(1), "key");
    strangers.forEach(PeerConnection::close);
  }

  private static boolean isOpen(PeerConnection connection) {
    try (PeerStream _ = connection.open()) {
      return true;
    } catch (PeerException e) {
      return false;
    }
  }

  @Test
  void aFailureAmidALookAtWhoComes_endsNoAccepting() {
    share(0, 1);
    member(0).sharing().failing = true;
    member(0).peers().start();
    PeerConnection _ = networks.of(TestingPeer.id(100)).connect(member(0).id(), List.of(), SOON);
    Awaitility.await().atMost(SOON).until(() -> member(0).sharing().failed);
    member(0).sharing().failing = false;
    member(0).sharing().unreachable.add(member(1).id());
    member(1).peers().start();
    member(0).put("key", "a");
    awaitKey(member(1), "key");
  }

  @Test
  void aMember_isToldWhereANodeIs_andAStrangerIsNot() {
    Heard heard = new Heard();
    InetSocketAddress here = Addresses.parse("192.0.2.1:4433");
    networks.place(member(0).id(), here);
    try (Peers told =
        new Peers(
            networks.of(member(1).id()),
            member(1).sharing(),
            heard,
            member(1).peer().handlers(),
            member(1).peer().ground())) {
      share(0, 1);
      member(0).peers().start();
      Awaitility.await()
          .atMost(SOON)
          .until(() -> networks.connections(member(0).id(), member(1).id()) > 0);
      told.start();
      Awaitility.await()
          .atMost(SOON)
          .until(() -> List.of(here).equals(heard.places.get(member(0).id())));
      PeerConnection stranger =
          networks.of(TestingPeer.id(60)).connect(member(0).id(), List.of(), SOON);
      Hello answer = Hello.first(stranger, new Hello(Hello.VERSION, Instant.now(), List.of(here)));
      assertThat(answer.addresses()).isEmpty();
    }
  }

  private static final class Heard implements Whereabouts {

    private final Map<NodeId, List<InetSocketAddress>> places = new ConcurrentHashMap<>();

    @Override
    public void here(List<InetSocketAddress> addresses) {}

    @Override
    public void met(NodeId member, List<InetSocketAddress> addresses) {
      places.put(member, addresses);
    }
  }

  @Test
  void close_waitsForWhatIsUnderWay() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicBoolean done = new AtomicBoolean();
    StreamHandler slow =
        (_, _, _) -> {
          begun.countDown();
          LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
          done.set(true);
        };
    Peers peers =
        new Peers(
            networks.of(TestingPeer.id(50)),
            member(0).sharing(),
            Nowhere.INSTANCE,
            new StreamHandlers(Map.of(StreamKind.HOLDS, slow)),
            member(0).peer().ground());
    peers.start();
    PeerConnection connection =
        networks.of(TestingPeer.id(51)).connect(TestingPeer.id(50), List.of(), SOON);
    Hello _ = Hello.first(connection, new Hello(Hello.VERSION, Instant.now(), List.of()));
    try (PeerStream stream = connection.open()) {
      stream.send(CborWriter.write(out -> out.tuple(1, each -> each.number(4))), SOON);
      assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
      networks.of(TestingPeer.id(50)).close();
      peers.close();
    }
    assertThat(done).isTrue();
  }
}
