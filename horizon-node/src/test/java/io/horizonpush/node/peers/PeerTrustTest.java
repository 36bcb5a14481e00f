package io.horizonpush.node.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.request.ClientConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PeerTrustTest {

  @Test
  void thisProcess_isTrusted_whateverTheSystem_andOnLinuxOnlyWhileItsSocketIsOpen()
      throws IOException {
    boolean linux = Files.isDirectory(Path.of("/proc/self"));
    try (PeerTrust trust = PeerTrust.ofSystem();
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
      try (Socket accepted = server.accept()) {
        ClientConnection connection =
            new ClientConnection(
                (InetSocketAddress) accepted.getRemoteSocketAddress(),
                (InetSocketAddress) accepted.getLocalSocketAddress(),
                false);
        assertThat(trust.areTrusted(connection)).isTrue();
        client.close();
        assertThat(accepted.getInputStream().read()).isNegative();
        assertThat(trust.areTrusted(connection)).isEqualTo(!linux);
        assertThat(trust.summary().orElseThrow())
            .contains(linux ? "this user, root and members of group" : "every user");
      }
    }
  }
}
