package io.horizonpush.fallback.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {

  private static final URI URL = URI.create("https://origin.example/bucket");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.9.9.9",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "168.63.129.16",
        "100.100.100.200",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00:ec2::254",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "::7f00:1",
        "2001:0:7f00:1::",
        "2002:7f00:1::"
      })
  void anAddressThatIsNotPublic_isRefused(String address) {
    AddressGuard guard = guard("203.0.113.1", address);

    assertThatThrownBy(() -> guard.check(URL))
        .isInstanceOfSatisfying(
            OriginException.class,
            failure -> assertThat(failure.fault()).isInstanceOf(OriginFault.Misconfigured.class))
        .hasMessageContaining("origin.example")
        .hasMessageContaining("--allow-private");
  }

  @ParameterizedTest
  @ValueSource(strings = {"203.0.113.1", "172.32.0.1", "2606:4700::1111", "8.8.8.8"})
  void aPublicAddress_isLetThrough(String address) {
    guard(address).check(URL);
  }

  @Test
  void aPermittedHost_isWhereverItIs() {
    AddressGuard guard = guard("127.0.0.1");

    guard.permit(URI.create("https://ORIGIN.example."));

    guard.check(URL);
    assertThatThrownBy(() -> guard.checkUnpermitted(URL)).isInstanceOf(OriginException.class);
    assertThatThrownBy(() -> guard.check(URI.create("https://other.example/")))
        .isInstanceOf(OriginException.class);
  }

  @Test
  void aHostWithoutAnAddress_isUnavailable() {
    AddressGuard guard =
        new AddressGuard(
            host -> {
              throw new UnknownHostException(host);
            });

    assertThatThrownBy(() -> guard.check(URL))
        .isInstanceOfSatisfying(
            OriginException.class,
            failure -> assertThat(failure.fault()).isInstanceOf(OriginFault.Unavailable.class));
  }

  @Test
  void aConnectedSocket_isCheckedByItsAddress_beforeTls() throws IOException {
    // The name was public when it was asked about, and has led here since.
    AddressGuard guard = guard("203.0.113.1");
    guard.check(URL);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {

      assertThatThrownBy(
              () -> new GuardedSockets(guard).createSocket(socket, "origin.example", 443, true))
          .isInstanceOf(OriginException.class);

      assertThat(socket.isClosed()).isTrue();
    }
  }

  private static AddressGuard guard(String... addresses) {
    return new AddressGuard(
        _ -> {
          InetAddress[] resolved = new InetAddress[addresses.length];
          for (int at = 0; at < addresses.length; at++) {
            resolved[at] = InetAddress.ofLiteral(addresses[at]);
          }
          return resolved;
        });
  }
}
