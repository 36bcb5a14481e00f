package io.horizonpush.s3.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.RequestHead.Header;
import io.horizonpush.s3.request.TrustedProxies.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustedProxiesTest {

  private static final TrustedProxies PROXIES = proxies("10.0.0.0/8", "127.0.0.1", "fd00::/8");

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, '', 10.1.2.3",
    "10.1.2.3, 198.51.100.7, 198.51.100.7",
    "127.0.0.1, 198.51.100.7, 198.51.100.7",
    "fd00::1, 2001:db8::7, 2001:db8:0:0:0:0:0:7",
    "127.0.0.1, ::ffff:198.51.100.7, 198.51.100.7",
    // What the client had written before its proxies added to it.
    "10.1.2.3, '203.0.113.1, 198.51.100.7', 198.51.100.7",
    "10.1.2.3, '127.0.0.1,198.51.100.7 , 10.9.9.9', 198.51.100.7",
    "10.1.2.3, '<script>, 198.51.100.7', 198.51.100.7",
    // A client that is a proxy of ours itself.
    "10.1.2.3, '10.4.4.4, 10.9.9.9', 10.4.4.4",
    // Whoever is no proxy of ours says nothing that counts.
    "192.0.2.1, 198.51.100.7, 192.0.2.1",
    "127.0.0.2, 198.51.100.7, 127.0.0.2"
  })
  void client_isTheNearestThatIsNoProxy(String remote, String forwardedFor, String client) {
    Sent sent =
        forwardedFor.isEmpty() ? read(remote) : read(remote, "x-forwarded-for", forwardedFor);

    assertThat(sent.client().address().getHostAddress()).isEqualTo(client);
  }

  @Test
  void listInSeveralHeaders_isOneList() {
    Sent sent =
        read(
            "127.0.0.1",
            "x-forwarded-for",
            "203.0.113.1",
            "x-forwarded-for",
            "198.51.100.7, 10.0.0.2");

    assertThat(sent.client().address().getHostAddress()).isEqualTo("198.51.100.7");
    assertThat(sent.client().proxied()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"https, true", "HTTPS, true", "http, false"})
  void protocol_isWhatTheProxySays(String protocol, boolean secure) {
    assertThat(read("127.0.0.1", "x-forwarded-proto", protocol).client().secure())
        .isEqualTo(secure);
    assertThat(read("192.0.2.1", "x-forwarded-proto", protocol).client().secure()).isFalse();
    assertThat(read("127.0.0.1").client().secure()).isFalse();
  }

  @Test
  void host_isTheOneThatTheClientNamed() {
    Sent proxied = read("127.0.0.1", "x-forwarded-host", "b.s3.example.com:8443");
    Sent direct = read("192.0.2.1", "x-forwarded-host", "b.s3.example.com:8443");

    assertThat(proxied.head().values("host")).containsExactly("b.s3.example.com:8443");
    assertThat(direct.head().values("host")).containsExactly("127.0.0.1:3000");
    assertThat(direct.client().proxied()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "x-forwarded-for, ''",
    "x-forwarded-for, unknown",
    "x-forwarded-for, '198.51.100.7, unknown'",
    "x-forwarded-for, '198.51.100.7,'",
    "x-forwarded-for, 198.51.100.7:5000",
    "x-forwarded-for, 1.2.3",
    "x-forwarded-proto, 'https,http'",
    "x-forwarded-proto, ftp",
    "x-forwarded-host, ''",
    "x-forwarded-host, 'a, b'",
    "x-forwarded-host, a/b"
  })
  void whatCannotBeUnderstood_isRefused_andNeverTakenForTheProxy(String name, String value) {
    assertThatThrownBy(() -> read("127.0.0.1", name, value))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.BAD_REQUEST));
    assertThat(read("192.0.2.1", name, value).client().address().getHostAddress())
        .isEqualTo("192.0.2.1");
  }

  @Test
  void protocolOrHost_thatStandsTwice_isRefused() {
    for (String name : List.of("x-forwarded-proto", "x-forwarded-host")) {
      assertThatThrownBy(() -> read("127.0.0.1", name, "http", name, "http"))
          .isInstanceOf(S3Exception.class);
    }
  }

  private static Sent read(String remote, String... headers) {
    List<Header> all = new ArrayList<>(List.of(new Header("host", "127.0.0.1:3000")));
    for (int at = 0; at < headers.length; at += 2) {
      all.add(new Header(headers[at], headers[at + 1]));
    }
    return PROXIES.read(new RequestHead("GET", "/b/k", "", all), TestingClients.connection(remote));
  }

  private static TrustedProxies proxies(String... addresses) {
    return new TrustedProxies(
        Stream.of(addresses).map(address -> IpBlock.parse(address).orElseThrow()).toList());
  }
}
