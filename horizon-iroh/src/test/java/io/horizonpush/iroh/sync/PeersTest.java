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
import io.horizonpush.iroh.sync.RunningMembers.Member;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections between members: made, kept, and what is followed over them. */
@Timeout(180)
class PeersTest {

  @TempDir Path directory;

  private final TestingNetworks networks = new TestingNetworks();
  private RunningMembers members;

  @BeforeEach
  void open() throws IOException {
    members = new RunningMembers(networks, directory, 3);
  }

  @AfterEach
  void close() {
    members.close();
  }

  private Member member(int number) {
    return members.get(number);
  }

  @Test
  void twoThatBothDial_keepOneConnection_andHaveWhatTheOtherWrites() {
    members.share(0, 1);
    members.start();
    member(0).put("from-0", "a");
    member(1).put("from-1", "b");
    RunningMembers.awaitKey(member(1), "from-0");
    RunningMembers.awaitKey(member(0), "from-1");
    Awaitility.await()
        .atMost(RunningMembers.SOON)
        .until(() -> networks.connections(member(0).id(), member(1).id()) == 1);
    for (int i = 0; i < 20; i++) {
      member(i % 2).put("live-" + i, "c");
    }
    IntStream.range(0, 20).forEach(i -> RunningMembers.awaitKey(member((i + 1) % 2), "live-" + i));
    Awaitility.await()
        .atMost(RunningMembers.SOON)
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
    members.share(0, 1);
    members.share(1, 2);
    members.start();
    member(0).put("key", "a");
    RunningMembers.awaitKey(member(2), "key");
    member(2).put("back", "b");
    RunningMembers.awaitKey(member(0), "back");
    assertThat(networks.connections(member(0).id(), member(2).id())).isZero();
  }

  @Test
  void afterTheNetworkWasAway_allIsInStepAgain() {
    members.share(0, 1);
    members.start();
    member(0).put("before", "a");
    RunningMembers.awaitKey(member(1), "before");
    networks.cut(member(0).id(), member(1).id());
    Awaitility.await()
        .atMost(RunningMembers.SOON)
        .until(() -> networks.connections(member(0).id(), member(1).id()) == 0);
    member(0).put("meanwhile-0", "b");
    member(1).put("meanwhile-1", "c");
    networks.heal();
    RunningMembers.awaitKey(member(1), "meanwhile-0");
    RunningMembers.awaitKey(member(0), "meanwhile-1");
  }

  @Test
  void whoIsAMemberNoMore_getsNothingFromThen() {
    members.share(0, 1);
    members.start();
    member(0).put("before", "a");
    RunningMembers.awaitKey(member(1), "before");
    member(0).peer().access().forbid(member(1).id());
    member(0).sharing().others.clear();
    member(0).peers().refresh();
    Awaitility.await()
        .atMost(RunningMembers.SOON)
        .until(() -> member(0).peers().states().isEmpty());
    long given = member(0).peer().counts().given();
    member(0).put("after", "b");
    // It tries again and again, and is let in nowhere.
    Awaitility.await()
        .during(Duration.ofSeconds(2))
        .atMost(RunningMembers.SOON)
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
    members.share(0, 1);
    member(0).peers().start();
    limited.start();
    Awaitility.await()
        .atMost(RunningMembers.SOON)
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
    members.share(0, 1);
    member(0).peers().start();
    List<PeerConnection> strangers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      strangers.add(
          networks
              .of(TestingPeer.id(100 + i))
              .connect(member(0).id(), List.of(), RunningMembers.SOON));
    }
    Awaitility.await()
        .atMost(RunningMembers.SOON)
        .until(() -> strangers.stream().filter(PeersTest::isOpen).count() <= 4);
    member(1).peers().start();
    member(0).put("key", "a");
    RunningMembers.awaitKey(member(1), "key");
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
    members.share(0, 1);
    member(0).sharing().failing = true;
    member(0).peers().start();
    PeerConnection _ =
        networks.of(TestingPeer.id(100)).connect(member(0).id(), List.of(), RunningMembers.SOON);
    Awaitility.await().atMost(RunningMembers.SOON).until(() -> member(0).sharing().failed);
    member(0).sharing().failing = false;
    member(0).sharing().unreachable.add(member(1).id());
    member(1).peers().start();
    member(0).put("key", "a");
    RunningMembers.awaitKey(member(1), "key");
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
      members.share(0, 1);
      member(0).peers().start();
      Awaitility.await()
          .atMost(RunningMembers.SOON)
          .until(() -> networks.connections(member(0).id(), member(1).id()) > 0);
      told.start();
      Awaitility.await()
          .atMost(RunningMembers.SOON)
          .until(() -> List.of(here).equals(heard.places.get(member(0).id())));
      PeerConnection stranger =
          networks.of(TestingPeer.id(60)).connect(member(0).id(), List.of(), RunningMembers.SOON);
      Hello answer =
          Hello.first(
              stranger, new Hello(Hello.VERSION, Instant.now(), List.of(here), ProcessId.random()));
      assertThat(answer.addresses()).isEmpty();
    }
  }

  @Test
  void twoProcessesOfOneNode_areRefused_andOneThatFollowsAnotherIsNot() {
    members.share(0, 1);
    member(0).peers().start();
    List<ProcessId> inOrder = Stream.generate(ProcessId::random).limit(20).toList();
    assertThat(inOrder).noneMatch(this::isRefused);
    assertThat(inOrder.reversed().subList(1, 3)).allMatch(this::isRefused);
    assertThat(isRefused(inOrder.getLast())).isTrue();
  }

  /** Whether one member refuses another that runs as this process. */
  private boolean isRefused(ProcessId process) {
    Optional<Boolean> refused = Optional.empty();
    while (refused.isEmpty()) {
      refused = greet(new Hello(Hello.VERSION, Instant.now(), List.of(), process));
    }
    return refused.get();
  }

  /** Nothing if the connection ended: the one before it may still have been in its place. */
  private Optional<Boolean> greet(Hello hello) {
    try (PeerConnection connection =
        networks.of(member(1).id()).connect(member(0).id(), List.of(), RunningMembers.SOON)) {
      return Optional.of(Hello.first(connection, hello).refuses());
    } catch (PeerException e) {
      if (e.reason() != PeerException.Reason.CLOSED) {
        throw e;
      }
      return Optional.empty();
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
        networks.of(TestingPeer.id(51)).connect(TestingPeer.id(50), List.of(), RunningMembers.SOON);
    Hello _ =
        Hello.first(
            connection, new Hello(Hello.VERSION, Instant.now(), List.of(), ProcessId.random()));
    try (PeerStream stream = connection.open()) {
      stream.send(
          CborWriter.write(out -> out.tuple(1, each -> each.number(4))), RunningMembers.SOON);
      assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
      networks.of(TestingPeer.id(50)).close();
      peers.close();
    }
    assertThat(done).isTrue();
  }
}
