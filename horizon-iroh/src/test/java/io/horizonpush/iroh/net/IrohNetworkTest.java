package io.horizonpush.iroh.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.IrohNode;
import io.horizonpush.iroh.TestNodes;
import io.horizonpush.iroh.net.PeerException.Reason;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IrohNetworkTest extends PeerNetworkContract {

  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

  private static final List<InetSocketAddress> EVERYWHERE =
      List.of(
          new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0),
          new InetSocketAddress(InetAddress.ofLiteral("::"), 0));

  @TempDir Path calledDir;
  @TempDir Path callerDir;
  private IrohNode calledNode;
  private IrohNode callerNode;
  private PeerNetwork called;
  private PeerNetwork caller;

  @BeforeEach
  void openNodes() {
    calledNode = TestNodes.open(calledDir);
    callerNode = TestNodes.open(callerDir);
    called = calledNode.network(Reach.at(List.of(LOOPBACK)));
    caller = callerNode.network(Reach.at(List.of(LOOPBACK)));
  }

  @AfterEach
  void closeNodes() {
    called.close();
    caller.close();
    calledNode.close();
    callerNode.close();
  }

  @Override
  protected PeerNetwork called() {
    return called;
  }

  @Override
  protected PeerNetwork caller() {
    return caller;
  }

  @Test
  void aNodesNetwork_hasTheNodesId() {
    assertThat(called.self().hex()).isEqualTo(calledNode.nodeId());
  }

  @Test
  void connect_whereNobodyIs_endsInTime() {
    List<InetSocketAddress> nowhere = List.of(new InetSocketAddress(LOOPBACK.getAddress(), 9));
    Duration patience = Duration.ofMillis(500);
    long begin = System.nanoTime();

    assertFails(Reason.UNREACHABLE, () -> caller.connect(called.self(), nowhere, patience));
    assertFails(Reason.UNREACHABLE, () -> caller.connect(called.self(), List.of(), patience));

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(PATIENCE);
  }

  @Test
  void connect_triesEveryAddress() {
    List<InetSocketAddress> addresses =
        List.of(
            new InetSocketAddress(LOOPBACK.getAddress(), 9),
            called.listen().getFirst(),
            InetSocketAddress.createUnresolved("localhost", 9));

    try (PeerConnection connection = caller.connect(called.self(), addresses, PATIENCE)) {
      assertThat(called.accept().orElseThrow().peer()).isEqualTo(caller.self());
      assertThat(connection.path().address()).hasValue(addresses.get(1));
    }
  }

  @Test
  void noSocket_isBoundBeforeSomebodyIsTalkedTo() throws Exception {
    int before = udpSockets();
    CompletableFuture<Optional<PeerConnection>> waiting = new CompletableFuture<>();
    Thread.startVirtualThread(() -> waiting.complete(called.accept()));
    assertThat(udpSockets()).isEqualTo(before);

    called.listen();
    assertThat(udpSockets()).isEqualTo(before + 1);
    called.listen();
    caller.connect(called.self(), called.listen(), PATIENCE);
    assertThat(waiting.get()).isPresent();
    assertThat(udpSockets()).isEqualTo(before + 2);

    caller.close();
    called.close();
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(udpSockets()).isEqualTo(before));
  }

  /** Of this process, as Linux counts them. */
  private static int udpSockets() throws IOException {
    int sockets = 0;
    for (String table : List.of("udp", "udp6")) {
      List<String> lines = Files.readAllLines(Path.of("/proc/self/net", table));
      for (String line : lines.subList(1, lines.size())) {
        sockets += isOurs(line.strip().split("\\s+", -1)[9]) ? 1 : 0;
      }
    }
    return sockets;
  }

  private static boolean isOurs(String inode) throws IOException {
    try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        if (target(descriptor).equals("socket:[" + inode + "]")) {
          return true;
        }
      }
      return false;
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return ""; // It was closed meanwhile.
    }
  }

  @Test
  void thePort_isKeptByWhoAsksForItAgain() {
    InetSocketAddress first = called.listen().getFirst();
    called.close();
    called = calledNode.network(Reach.at(List.of(first)));
    assertThat(called.listen()).containsExactly(first);
    assertThat(caller.connect(called.self(), List.of(first), PATIENCE).peer())
        .isEqualTo(called.self());
  }

  @Test
  void aPortThatIsTaken_isNamed() throws Exception {
    try (DatagramSocket taken = new DatagramSocket(LOOPBACK)) {
      InetSocketAddress address = (InetSocketAddress) taken.getLocalSocketAddress();
      PeerNetwork network = calledNode.network(Reach.at(List.of(address)));
      assertThatThrownBy(network::listen)
          .isInstanceOf(PeerException.class)
          .hasMessageContaining("127.0.0.1:" + address.getPort());
    }
  }

  @Test
  void sockets_areChosenOnceSomebodyIsTalkedTo() {
    AtomicInteger chosen = new AtomicInteger();
    called =
        calledNode.network(
            new Reach(
                () -> {
                  chosen.incrementAndGet();
                  return List.of(LOOPBACK);
                },
                List.of(),
                new Relay.Off(),
                Set.of()));
    assertThat(chosen).hasValue(0);

    List<InetSocketAddress> first = called.listen();
    assertThat(called.listen()).isEqualTo(first);
    assertThat(chosen).hasValue(1);
  }

  @Test
  void whatIsAdvertised_isNamedInPlaceOfTheAddressesOfThisMachine() {
    InetSocketAddress outside = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 4433);
    called =
        calledNode.network(
            new Reach(
                () -> List.of(LOOPBACK),
                List.of(outside, InetSocketAddress.createUnresolved("localhost", 4434)),
                new Relay.Off(),
                Set.of()));

    assertThat(called.listen())
        .hasSize(2)
        .startsWith(outside)
        .allMatch(address -> !address.isUnresolved());
    assertThat(called.findsOthers()).isFalse();
  }

  @Test
  void aRelayThatDoesNotAnswer_holdsNothingUp() {
    Relay relay = new Relay.At(URI.create("http://127.0.0.1:9"));
    called = calledNode.network(new Reach(() -> List.of(LOOPBACK), List.of(), relay, Set.of()));
    caller = callerNode.network(new Reach(() -> List.of(LOOPBACK), List.of(), relay, Set.of()));

    List<InetSocketAddress> addresses = called.listen();
    try (PeerConnection connection = caller.connect(called.self(), addresses, PATIENCE)) {
      assertThat(connection.peer()).isEqualTo(called.self());
    }
    NodeId nobody = new NodeId("3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29");
    assertThatThrownBy(() -> caller.connect(nobody, List.of(), Duration.ofMillis(500)))
        .isInstanceOf(PeerException.class)
        .hasMessageContaining("relay http://127.0.0.1:9");
  }

  @Test
  void aNodeThatListensEverywhere_namesAddressesOfThisMachine() {
    called = calledNode.network(Reach.at(EVERYWHERE));
    List<InetSocketAddress> addresses = called.listen();

    assertThat(addresses)
        .hasSizeBetween(1, 8)
        .noneMatch(address -> address.getAddress().isAnyLocalAddress())
        .allMatch(address -> address.getPort() > 0);
    caller.close();
    caller = callerNode.network(Reach.at(EVERYWHERE));
    assertThat(caller.connect(called.self(), addresses, PATIENCE).peer()).isEqualTo(called.self());
  }

  @Test
  void forgedCalls_costLittleAndKeepNobodyOut() throws Exception {
    InetSocketAddress address = called.listen().getFirst();
    long before = residentKilobytes();
    Random random = new Random(7);
    try (DatagramSocket socket = new DatagramSocket(LOOPBACK)) {
      for (int i = 0; i < 24_000; i++) {
        byte[] initial = initial(random);
        socket.send(new DatagramPacket(initial, initial.length, address));
      }
    }
    try (PeerConnection connection = caller.connect(called.self(), List.of(address), PATIENCE)) {
      assertThat(called.accept().orElseThrow().peer()).isEqualTo(caller.self());
      assertThat(connection.peer()).isEqualTo(called.self());
    }
    assertThat(residentKilobytes() - before).isLessThan(128 << 10);
  }

  /** A packet that looks like the first of a QUIC connection, as far as it is not encrypted. */
  private static byte[] initial(Random random) {
    byte[] packet = new byte[1200];
    random.nextBytes(packet);
    byte[] destination = new byte[8];
    random.nextBytes(destination);
    ByteBuffer.wrap(packet)
        .put((byte) 0xc3)
        .putInt(1) // The version.
        .put((byte) destination.length)
        .put(destination)
        .put((byte) 0) // No source.
        .put((byte) 0) // No token.
        .putShort((short) (0x4000 | 1200 - 18)); // The length of the rest.
    return packet;
  }

  private static long residentKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
