package io.horizonpush.s3.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.request.IpBlock;
import io.horizonpush.s3.request.TrustedProxies;
import io.horizonpush.s3.store.BodyMemory;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenConnectionsTest {

  private static final HttpLimits LIMITS = HttpLimits.defaults();

  private final OpenConnections connections =
      new OpenConnections(
          new HttpLimits.Connections(4, 1),
          new TrustedProxies(List.of(IpBlock.parse("10.0.0.0/8").orElseThrow())));

  @Test
  void oneAddress_hasItsNumberOfConnections_andAnotherAgainWhenOneEnds() {
    InetAddress address = InetAddress.ofLiteral("192.0.2.1");
    ConnectionHandler first = connection();

    assertThat(connections.admit(first, address)).isTrue();
    assertThat(connections.admit(connection(), address)).isFalse();
    assertThat(connections.admit(connection(), InetAddress.ofLiteral("192.0.2.2"))).isTrue();
    assertThat(connections.leave(first)).isTrue();
    assertThat(connections.leave(first)).isFalse();
    assertThat(connections.admit(connection(), address)).isTrue();
    assertThat(connections.admit(connection(), address)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "::1", "10.1.2.3"})
  void loopbackAndProxies_haveManyClients_andOnlyTheTotalIsTheirLimit(String address) {
    ConnectionHandler oldest = connection();
    assertThat(connections.admit(oldest, InetAddress.ofLiteral(address))).isTrue();
    for (int at = 1; at < 4; at++) {
      assertThat(connections.admit(connection(), InetAddress.ofLiteral(address))).isTrue();
    }
    assertThat(oldest.channel().isOpen()).isTrue();

    assertThat(connections.admit(connection(), InetAddress.ofLiteral(address))).isTrue();
    ((EmbeddedChannel) oldest.channel()).runPendingTasks();
    assertThat(oldest.channel().isOpen()).isFalse();
    assertThat(connections.leave(oldest)).isFalse();
  }

  private ConnectionHandler connection() {
    EmbeddedChannel channel = new EmbeddedChannel();
    return new ConnectionHandler(
        channel,
        new StrictRequestDecoder(LIMITS.sizes()),
        LIMITS,
        connections,
        new BodyMemory(BodyMemory.SMALLEST),
        exchange -> {
          throw new AssertionError("nothing is asked");
        });
  }
}
