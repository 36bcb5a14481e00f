package io.horizonpush.wasm.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against servers that say what a test wants, over real sockets. */
class NetClientTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final List<ServerSocket> servers = new ArrayList<>();
  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() throws IOException {
    for (ServerSocket server : servers) {
      server.close();
    }
  }

  /** A server that reads a head and then says this. */
  private int serve(String answer) throws IOException {
    return serve(new ServerSocket(0, 50, LOOPBACK), answer);
  }

  private int serve(ServerSocket server, String answer) {
    servers.add(server);
    Thread.ofVirtual()
        .start(
            () -> {
              while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                  seen.add(head(socket));
                  OutputStream out = socket.getOutputStream();
                  out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
                  out.flush();
                } catch (IOException e) {
                  seen.add(e.toString());
                }
              }
            });
    return server.getLocalPort();
  }

  private static String head(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        break;
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static SSLSocketFactory ofJava() {
    return (SSLSocketFactory) SSLSocketFactory.getDefault();
  }

  private static NetRequest get(String url) {
    return NetRequest.parse("GET " + url, new byte[0]).orElseThrow();
  }

  private static String read(NetAnswer answer) throws IOException {
    try (answer) {
      StringBuilder read = new StringBuilder();
      for (byte[] some = answer.read(7); some.length > 0; some = answer.read(7)) {
        read.append(new String(some, StandardCharsets.ISO_8859_1));
      }
      return read.toString();
    }
  }

  private static NetAnswer send(int port) throws IOException {
    return new NetClient().send(get("http://127.0.0.1:" + port + "/a"), true, PATIENCE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789ignored",
        "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n012\r\n7;x=y\r\n3456789\r\n0\r\nT: t\r\n\r\n",
        "HTTP/1.0 200 OK\r\n\r\n0123456789",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\nContent-Length: 10\n\n0123456789",
      })
  void aBody_isReadByHowItsEndIsKnown(String answer) throws IOException {
    assertThat(read(send(serve(answer)))).isEqualTo("0123456789");
    assertThat(seen.getFirst())
        .startsWith("GET /a HTTP/1.1\r\nHost: 127.0.0.1:")
        .contains("\r\nConnection: close\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SSH-2.0-OpenSSH\r\n",
        "HTTP/2 200\r\n\r\n",
        "HTTP/1.1 101 Switching\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
      })
  void whatIsNoAnswer_isAnError(String answer) throws IOException {
    int port = serve(answer);

    assertThatThrownBy(() -> send(port)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n012",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n012\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n0123\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
      })
  void aBody_thatEndsEarlyOrIsNone_isAnError(String answer) throws IOException {
    NetAnswer got = send(serve(answer));

    assertThatThrownBy(() -> read(got)).isInstanceOf(IOException.class);
  }

  @Test
  void heads_andBodies_haveTheirLimits() throws IOException {
    int longHead = serve("HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(20_000));
    int longBody = serve("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat((8 << 20) + 1));

    assertThatThrownBy(() -> send(longHead)).isInstanceOf(IOException.class);
    NetAnswer answer = send(longBody);
    assertThatThrownBy(
            () -> {
              while (answer.read(1 << 16).length > 0) {
                assertThat(answer.status()).isEqualTo(200);
              }
            })
        .isInstanceOfSatisfying(
            NetRefusedException.class,
            e -> assertThat(e.reason()).isEqualTo(NetRefusedException.Reason.TOO_LARGE));
    answer.close();
  }

  @Test
  void aServer_thatSaysNothing_isNotWaitedForLongerThanAsked() throws IOException {
    ServerSocket silent = new ServerSocket(0, 50, LOOPBACK);
    servers.add(silent);

    assertThatThrownBy(
            () ->
                new NetClient()
                    .send(
                        get("http://127.0.0.1:" + silent.getLocalPort() + "/"),
                        true,
                        Duration.ofMillis(200)))
        .isInstanceOf(SocketTimeoutException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "192.168.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:10.0.0.1",
        "0.0.0.0"
      })
  void aHost_withOneAddressThatIsNotPublic_isNotSpokenTo(String address) {
    NetClient client =
        new NetClient(
            host ->
                new InetAddress[] {
                  InetAddress.ofLiteral("203.0.113.1"), InetAddress.ofLiteral(address)
                },
            NetClientTest::ofJava);

    assertThatThrownBy(() -> client.send(get("http://example.com/"), false, PATIENCE))
        .isInstanceOfSatisfying(
            NetRefusedException.class,
            e -> assertThat(e.reason()).isEqualTo(NetRefusedException.Reason.ADDRESS));
  }

  /** A name that changes between two questions is asked once, and what was checked is dialled. */
  @Test
  void aName_isAskedForOnce() throws IOException {
    int port = serve("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    AtomicInteger asked = new AtomicInteger();
    NetClient client =
        new NetClient(
            host -> {
              if (asked.incrementAndGet() > 1) {
                throw new UnknownHostException(host);
              }
              return new InetAddress[] {LOOPBACK};
            },
            NetClientTest::ofJava);

    assertThat(read(client.send(get("http://rebound.example:" + port + "/"), true, PATIENCE)))
        .isEqualTo("ok");
    assertThat(asked).hasValue(1);
    assertThat(seen.getFirst()).contains("Host: rebound.example:" + port);
  }

  @Test
  void tls_isOfTheServerThatIsNamed(@TempDir Path folder) throws Exception {
    SSLContext context = certificate(folder, "good.example");
    int port =
        serve(
            context.getServerSocketFactory().createServerSocket(0, 50, LOOPBACK),
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    NetClient client =
        new NetClient(host -> new InetAddress[] {LOOPBACK}, context::getSocketFactory);

    assertThat(read(client.send(get("https://good.example:" + port + "/"), true, PATIENCE)))
        .isEqualTo("ok");
    assertThatThrownBy(() -> client.send(get("https://evil.example:" + port + "/"), true, PATIENCE))
        .isInstanceOf(SSLHandshakeException.class);
    NetClient ofJava = new NetClient(host -> new InetAddress[] {LOOPBACK}, NetClientTest::ofJava);
    assertThatThrownBy(() -> ofJava.send(get("https://good.example:" + port + "/"), true, PATIENCE))
        .as("nobody that is trusted says who it is")
        .isInstanceOf(SSLHandshakeException.class);
  }

  /** A key with a certificate of its own, which is trusted. */
  private static SSLContext certificate(Path folder, String host) throws Exception {
    Path file = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "server",
                "-dname",
                "CN=" + host,
                "-ext",
                "san=dns:" + host,
                "-storepass",
                "changeit",
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .start();
    keytool.getInputStream().transferTo(OutputStream.nullOutputStream());
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (var stored = Files.newInputStream(file)) {
      keys.load(stored, "changeit".toCharArray());
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, "changeit".toCharArray());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", keys.getCertificate("server"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
