package io.horizonpush.iroh.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel is asked about real sockets. Skipped, and counted, where there is no Linux. */
class SocketDiagnosticsTest {

  private long ours;
  private SocketDiagnostics diagnostics;

  @BeforeEach
  void open() throws IOException {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "this is no Linux");
    ours = ((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
    diagnostics = SocketDiagnostics.open().orElseThrow();
  }

  @AfterEach
  void close() {
    if (diagnostics != null) {
      diagnostics.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1"})
  void aSocketOfThisProcess_isItsUsers(String host) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral(host));
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket accepted = server.accept()) {
      assertThat(ownerOfOtherEnd(accepted)).hasValue(ours);
      assertThat(ownerOfOtherEnd(client)).hasValue(ours);
    }
  }

  @Test
  void aSocketOfIpv4_isFound_asIpv6Too() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
        SocketChannel plain = SocketChannel.open(StandardProtocolFamily.INET);
        SocketChannel mapped = SocketChannel.open(StandardProtocolFamily.INET6)) {
      for (SocketChannel client : List.of(plain, mapped)) {
        assertThat(client.connect(server.getLocalSocketAddress())).isTrue();
        try (Socket accepted = server.accept()) {
          assertThat(ownerOfOtherEnd(accepted)).hasValue(ours);
        }
      }
    }
  }

  @Test
  void aSocketThatSentItsLast_isStillItsUsers() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket accepted = server.accept()) {
      client.shutdownOutput();
      assertThat(accepted.getInputStream().read()).isNegative();
      assertThat(ownerOfOtherEnd(accepted)).hasValue(ours);
    }
  }

  /** The kernel says of such a socket, while its last bytes are on their way, that it is root's. */
  @Test
  void aSocketThatWasClosed_isNobodys() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
      try (Socket accepted = server.accept()) {
        client.close();
        assertThat(accepted.getInputStream().read()).isNegative();
        assertThat(ownerOfOtherEnd(accepted)).isEmpty();
      }
    }
  }

  @Test
  void aListener_isNoConnection() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress listening = (InetSocketAddress) server.getLocalSocketAddress();
      InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);

      assertThat(diagnostics.owner(listening, nobody)).isEmpty();
      assertThat(diagnostics.owner(nobody, listening)).isEmpty();
    }
  }

  @Test
  void manyThreads_areEachToldOfTheirOwn() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        Socket kept = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket accepted = server.accept();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Socket gone = new Socket(server.getInetAddress(), server.getLocalPort());
      try (Socket left = server.accept()) {
        gone.close();
        assertThat(left.getInputStream().read()).isNegative();
        List<Callable<Boolean>> asked = new ArrayList<>();
        for (int at = 0; at < 2000; at++) {
          asked.add(
              at % 2 == 0
                  ? () -> ownerOfOtherEnd(accepted).isPresent()
                  : () -> ownerOfOtherEnd(left).isEmpty());
        }
        for (Future<Boolean> answer : threads.invokeAll(asked)) {
          assertThat(answer.get()).isTrue();
        }
        assertThat(ownerOfOtherEnd(kept)).hasValue(ours);
      }
    }
  }

  @Test
  void afterItsEnd_nothingIsToldAnyMore() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket accepted = server.accept()) {
      diagnostics.close();
      diagnostics.close();
      assertThat(client.isConnected()).isTrue();
      assertThat(ownerOfOtherEnd(accepted)).isEmpty();
    }
  }

  private OptionalLong ownerOfOtherEnd(Socket socket) {
    return diagnostics.owner(
        (InetSocketAddress) socket.getRemoteSocketAddress(),
        (InetSocketAddress) socket.getLocalSocketAddress());
  }
}
