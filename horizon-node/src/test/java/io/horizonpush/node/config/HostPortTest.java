package io.horizonpush.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:3000", "localhost:0", "[::1]:65535", "0.0.0.0:80"})
  void anAddress_isWrittenAsItIsRead(String text) {
    assertThat(HostPort.parse(text)).hasToString(text);
    assertThat(HostPort.parse(text).url(false)).isEqualTo("http://" + text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":3000", "host", "host:", "host:-1", "host:65536", "::1:80", "a:b"})
  void whatIsNoAddress_isRefused(String text) {
    assertThatThrownBy(() -> HostPort.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:1,true",
    "127.9.9.9:1,true",
    "[::1]:1,true",
    "localhost:1,true",
    "0.0.0.0:1,false",
    "[::]:1,false",
    "192.0.2.1:1,false",
    "name.invalid:1,false"
  })
  void onlyThisMachinesOwnAddresses_areLoopback(String text, boolean loopback) {
    assertThat(HostPort.parse(text).isLoopback()).isEqualTo(loopback);
  }

  @Test
  void aPortCanBeReplaced() {
    assertThat(HostPort.parse("[::1]:0").withPort(7)).hasToString("[::1]:7");
  }
}
