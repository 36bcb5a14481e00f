package io.horizonpush.node.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.process.NodeUnderTest;
import io.horizonpush.node.testing.RawHttp;
import io.horizonpush.node.testing.RawHttp.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pages that a user of the machine looks at, an object of the node among them, and headers that
 * give away a proxy: all sent by a program of the node's own user.
 */
class WebPagesIT {

  private static final String PAGE =
      "<script>fetch('/s3/private/k', {method: 'DELETE'}).then(() => fetch('/s3/'))</script>";

  @TempDir private static Path folder;

  private static NodeUnderTest node;

  @BeforeAll
  static void start() throws IOException {
    node = NodeUnderTest.start(folder.resolve("data"));
    assertThat(send("PUT", "/s3/private", "", host()).status()).isEqualTo(200);
    assertThat(send("PUT", "/s3/private/k", "a secret", host()).status()).isEqualTo(200);
    assertThat(send("PUT", "/s3/uploads", "", host()).status()).isEqualTo(200);
    assertThat(
            send("PUT", "/s3/uploads/page.html", PAGE, host(), "Content-Type: text/html").status())
        .isEqualTo(200);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  /** Path style puts every bucket on one origin. */
  @Test
  void aStoredPage_isShownInASandbox_andItsScriptsAreNotTheOwner() throws IOException {
    Answer page =
        send(
            "GET",
            "/s3/uploads/page.html",
            "",
            host(),
            "Sec-Fetch-Site: none",
            "Sec-Fetch-Mode: navigate",
            "Sec-Fetch-Dest: document");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body()).isEqualTo(PAGE);
    assertThat(page.headers())
        .contains("content-security-policy: sandbox\r", "x-content-type-options: nosniff\r");

    // What a browser sends for it: outside of a sandbox, and in it.
    for (String origin : new String[] {origin(), "null"}) {
      assertDenied(
          send(
              "DELETE",
              "/s3/private/k",
              "",
              host(),
              "Origin: " + origin,
              "Referer: " + origin() + "/s3/uploads/page.html",
              "Sec-Fetch-Site: " + (origin.equals("null") ? "cross-site" : "same-origin"),
              "Sec-Fetch-Mode: cors"),
          "web page");
    }
    // A GET within one origin has no Origin, and a browser that is old has no Sec-Fetch-Site.
    assertDenied(
        send("GET", "/s3/", "", host(), "Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors"),
        "sec-fetch-site");
    assertDenied(send("PUT", "/s3/private/k", "x", host(), "Origin: " + origin()), "origin");
    assertThat(send("GET", "/s3/private/k", "", host()).body()).isEqualTo("a secret");
  }

  @Test
  void aBucketThatHostsPages_hasNoSandbox_andItsScriptsAreNotTheOwnerEither() throws IOException {
    assertThat(send("PUT", "/s3/site", "", host()).status()).isEqualTo(200);
    assertThat(send("PUT", "/s3/site/index.html", PAGE, host()).status()).isEqualTo(200);
    assertThat(node.run("bucket", "set", "site", "pages=trusted")).contains("pages trusted");

    String headers = send("GET", "/s3/site/index.html", "", host()).headers();
    assertThat(headers)
        .doesNotContain("content-security-policy")
        .contains("x-content-type-options: nosniff\r");
    assertDenied(send("GET", "/s3/", "", host(), "Sec-Fetch-Site: same-origin"), "web page");

    assertThat(node.run("bucket", "set", "site", "pages=sandboxed")).doesNotContain("pages");
    assertThat(send("GET", "/s3/site/index.html", "", host()).headers())
        .contains("content-security-policy: sandbox\r");
  }

  @ParameterizedTest
  @CsvSource({
    "Sec-Fetch-Site: same-site, web page",
    "Sec-Fetch-Site: cross-site, web page",
    "Origin: https://evil.example, web page",
    "Forwarded: for=127.0.0.1, proxy",
    "X-Forwarded-For: 127.0.0.1, proxy",
    "X-Forwarded-Host: localhost, proxy",
    "X-Forwarded-Proto: https, proxy",
    "X-Forwarded-Anything: x, proxy",
    "X-Real-IP: 127.0.0.1, proxy",
    "Via: 1.1 squid, proxy"
  })
  void aHeaderOfAPageOrAProxy_makesTheSenderAnybody_andTheErrorSaysWhich(
      String header, String because) throws IOException {
    String name = header.substring(0, header.indexOf(':')).toLowerCase(Locale.ROOT);
    for (String method : new String[] {"GET", "PUT", "DELETE"}) {
      Answer answer =
          send(method, "/s3/private/k", method.equals("PUT") ? "x" : "", host(), header);
      assertDenied(answer, because);
      assertThat(answer.body()).contains(name, "Sign it");
    }
    assertDenied(send("GET", "/s3/", "", host(), header), because);
  }

  /** A name that resolves to loopback (DNS rebinding), and what else reaches this listener. */
  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "0.0.0.0", "[::]", "localhost.evil.example", "10.0.0.1"})
  void aHostThatIsNotLoopback_makesTheSenderAnybody(String host) throws IOException {
    String header = "Host: " + host + ":" + node.s3().getPort();

    assertDenied(send("GET", "/s3/", "", header), "neither localhost nor a loopback address");
    assertDenied(send("DELETE", "/s3/private/k", "", header), "name this node as localhost");
  }

  @Test
  void theOwner_isTrusted_byEveryNameOfLoopback() throws IOException {
    for (String host : new String[] {"localhost", "127.0.0.1", "127.8.9.1", "[::1]"}) {
      String header = "Host: " + host + ":" + node.s3().getPort();
      assertThat(send("GET", "/s3/private/k", "", header).body()).isEqualTo("a secret");
    }
    assertThat(send("GET", "/k", "", "Host: private.localhost").body()).isEqualTo("a secret");
  }

  private static Answer send(String method, String path, String body, String... headers)
      throws IOException {
    return RawHttp.send(node.s3().getPort(), method, path, body, headers);
  }

  private static String host() {
    return "Host: localhost:" + node.s3().getPort();
  }

  private static String origin() {
    return "http://localhost:" + node.s3().getPort();
  }

  private static void assertDenied(Answer answer, String because) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(403);
    assertThat(answer.body()).contains("<Code>AccessDenied</Code>", because);
  }
}
