package io.horizonpush.s3.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.request.Client;
import io.horizonpush.s3.request.ClientConnection;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.RequestHead.Header;
import io.horizonpush.s3.request.TestingClients;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each sign that a request is not one of this machine's own is enough, and is named. */
class LoopbackGuardTest {

  private final LoopbackGuard guard = new LoopbackGuard(LocalPeers.ANYBODY);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LocalHost:3000",
        "bucket.localhost:3000",
        "127.0.0.1:3000",
        "127.255.1.2",
        "[::1]:3000",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]:3000"
      })
  void loopbackHost_isTrusted(String host) {
    assertThat(guard.doubt(head("host", host), TestingClients.LOCAL)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0:3000",
        "0:3000",
        "[::]:3000",
        "10.0.0.1",
        "128.0.0.1",
        "127.1:3000",
        "127.0.0.1.evil.example",
        "evil.example",
        "localhost.evil.example",
        "notlocalhost",
        "localhost.",
        "s3.example.com",
        "[::2]",
        "[::1",
        "2130706433",
        ""
      })
  void anotherHost_isNot(String host) {
    assertDoubt("Host", head("host", host), TestingClients.LOCAL);
    // Nor once a good one was seen.
    assertThat(guard.doubt(head("host", "127.0.0.1:3000"), TestingClients.LOCAL)).isEmpty();
    assertDoubt("Host", head("host", host), TestingClients.LOCAL);
  }

  @Test
  void noHost_isNotTrusted() {
    assertDoubt("Host", new RequestHead("GET", "/b/k", "", List.of()), TestingClients.LOCAL);
  }

  @ParameterizedTest
  @CsvSource({
    "origin, http://localhost:3000",
    "origin, http://evil.example",
    "origin, null",
    "origin, ''",
    "sec-fetch-site, same-origin",
    "sec-fetch-site, same-site",
    "sec-fetch-site, cross-site",
    "sec-fetch-site, ''",
    "forwarded, for=127.0.0.1",
    "x-forwarded-for, 127.0.0.1",
    "x-forwarded-host, localhost",
    "x-forwarded-proto, http",
    "x-forwarded-server, here",
    "x-real-ip, 127.0.0.1",
    "via, 1.1 proxy"
  })
  void headerOfAPageOrAProxy_isNamed(String name, String value) {
    assertDoubt(name, head("host", "localhost", name, value), TestingClients.LOCAL);
    assertDoubt(name, head(name, value, "host", "localhost"), TestingClients.LOCAL);
    // A header of that name that says nothing must not hide another.
    assertDoubt(
        name,
        head("host", "localhost", "sec-fetch-site", "none", name, value),
        TestingClients.LOCAL);
  }

  @Test
  void addressThatAUserTyped_isNoPages() {
    assertThat(
            guard.doubt(head("host", "localhost", "sec-fetch-site", "none"), TestingClients.LOCAL))
        .isEmpty();
  }

  @Test
  void connectionFromElsewhere_isNotTrusted_whateverItSays() {
    for (String address : List.of("192.0.2.1", "::2", "10.0.0.1", "0.0.0.0")) {
      assertDoubt("loopback address", head("host", "localhost"), TestingClients.at(address));
    }
  }

  @Test
  void whatATrustedProxyPassesOn_isItsClients() {
    Client proxied =
        new Client(
            TestingClients.connection("127.0.0.1"), InetAddress.getLoopbackAddress(), true, true);

    assertDoubt("s3.trusted-proxies", head("host", "localhost"), proxied);
  }

  @Test
  void anotherUser_isFoundOut_onceForAConnection_andOnlyWhenThatDecides() {
    AtomicInteger asked = new AtomicInteger();
    LoopbackGuard strict =
        new LoopbackGuard(
            connection -> {
              asked.incrementAndGet();
              return connection.remote().getAddress().getHostAddress().equals("127.0.0.1");
            });
    Client ours = Client.of(connection("127.0.0.1"));
    Client others = Client.of(connection("127.0.0.2"));

    assertThat(strict.doubt(head("host", "evil.example"), ours)).isPresent();
    assertThat(asked).hasValue(0);
    for (int time = 0; time < 3; time++) {
      assertThat(strict.doubt(head("host", "localhost"), ours)).isEmpty();
      assertThat(strict.doubt(head("host", "localhost"), others).orElseThrow())
          .contains("another user", "Sign it");
    }
    assertThat(asked).hasValue(2);
  }

  private static ClientConnection connection(String address) {
    return TestingClients.connection(address);
  }

  private void assertDoubt(String reason, RequestHead head, Client client) {
    Optional<String> doubt = guard.doubt(head, client);
    assertThat(doubt.orElse("none")).contains(reason, "Sign it");
  }

  private static RequestHead head(String... headers) {
    List<Header> all = new ArrayList<>();
    for (int at = 0; at < headers.length; at += 2) {
      all.add(new Header(headers[at], headers[at + 1]));
    }
    return new RequestHead("GET", "/b/k", "", all);
  }
}
