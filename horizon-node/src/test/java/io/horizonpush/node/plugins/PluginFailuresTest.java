package io.horizonpush.node.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.api.TestingS3Client.Answer;
import io.horizonpush.wasm.chain.EntryStatus;
import io.horizonpush.wasm.chain.OnError;
import io.horizonpush.wasm.chain.ReloadRefusedException;
import io.horizonpush.wasm.testing.TestingEntry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of requests when plugins fail, and of chains that cannot be made. */
class PluginFailuresTest {

  @TempDir private Path directory;
  private PluginLab lab;

  @BeforeEach
  void start() {
    lab = new PluginLab(directory);
    lab.root.put("/bucket/key", "text");
  }

  @AfterEach
  void stop() {
    assertThat(lab.used()).isZero();
    lab.close();
  }

  @ParameterizedTest
  @CsvSource({
    "request, t, trap",
    "request, l, over-budget",
    "request, b, bad-result",
    "response, t, trap",
    "response, l, over-budget",
    "response, b, bad-result"
  })
  void aFailure_isThatOfItsEntrysPolicy(String phase, String letter, String kind) {
    TestingEntry entry = TestingEntry.of("a", phase).in(phase, letter);
    lab.have(entry.onError(OnError.FAIL_CLOSED));
    Answer closed = lab.root.get("/bucket/key");
    assertThat(closed.errorCode()).isEqualTo("ServiceUnavailable");
    assertThat(closed.text()).contains("The plugin a of this node failed");

    lab.have(entry.onError(OnError.FAIL_OPEN));
    assertThat(lab.root.get("/bucket/key").text()).isEqualTo("text");
    assertThat(lab.noted.alarms()).isEmpty();

    lab.have(entry.onError(OnError.BYPASS_AND_ALARM));
    assertThat(lab.root.get("/bucket/key").text()).isEqualTo("text");
    assertThat(lab.noted.alarms()).containsExactly("a");
    assertThat(lab.noted.failures()).hasSize(3).containsOnly("a " + kind);
    EntryStatus.Failure last = lab.chain.status().getFirst().lastFailure().orElseThrow();
    assertThat(last.kind()).isEqualTo(kind);
    assertThat(last.request()).hasSize(16);
    assertThat(lab.noted.wasted()).as("the processor time of what failed").isPositive();
  }

  @Test
  void whatAPluginDid_inTheCallInWhichItFailed_isUndone() {
    lab.have(
        TestingEntry.of("a", "request").in("request", "H").onError(OnError.FAIL_OPEN),
        TestingEntry.of("b", "request"));

    lab.root.put("/bucket/k", "text");

    lab.have();
    assertThat(lab.root.send("HEAD", "/bucket/k").header("x-amz-meta-by")).isEmpty();
  }

  @Test
  void aPlugin_thatFailsAgainAndAgain_isInQuarantine_andNotCalled() {
    lab.have(TestingEntry.of("a", "request").in("request", "t").onError(OnError.FAIL_OPEN));
    for (int i = 0; i < 8; i++) {
      assertThat(lab.root.get("/bucket/key").text()).isEqualTo("text");
    }

    assertThat(lab.noted.failures()).hasSize(5);
    assertThat(lab.chain.status().getFirst().quarantine())
        .hasValueSatisfying(it -> assertThat(it).isPositive().isLessThan(Duration.ofSeconds(31)));

    lab.have(TestingEntry.of("a", "request").in("request", "t"));
    for (int i = 0; i < 8; i++) {
      assertThat(lab.root.get("/bucket/key").errorCode()).isEqualTo("ServiceUnavailable");
    }
    assertThat(lab.noted.failures()).hasSize(10);
  }

  @Test
  void aChain_withAnEntryThatCannotBe_leavesTheOldOne() {
    TestingEntry good = TestingEntry.of("a", "response").in("response", "h");
    lab.have(good);
    long reserved = lab.memory.reserved();

    for (TestingEntry[] bad :
        new TestingEntry[][] {
          {good, TestingEntry.of("b", "request").instances(1_000)},
          {good, good},
          {TestingEntry.of("b", "authorize").grant("auth.identity=root2"), good.priority(0), good}
        }) {
      assertThatThrownBy(() -> lab.have(bad)).isInstanceOf(ReloadRefusedException.class);
    }

    assertThat(lab.root.get("/bucket/key").header("x-by")).isEqualTo("a");
    assertThat(lab.memory.reserved()).isEqualTo(reserved);
    assertThat(lab.chain.status()).extracting(EntryStatus::name).containsExactly("a");
  }

  @Test
  void moreMemoryThanThereIs_isRefusedWithTheSum() {
    assertThatThrownBy(() -> lab.have(TestingEntry.of("b", "request").instances(1_000)))
        .hasMessageContaining("b: the plugins' memory would take 1000 MiB, and 64 MiB");
  }

  @Test
  void anEntry_thatDidNotChange_goesOnWithItsInstances() {
    TestingEntry same = TestingEntry.of("a", "request");
    lab.have(same);
    lab.root.get("/bucket/key");
    long reserved = lab.memory.reserved();

    lab.have(same, TestingEntry.of("b", "request"));
    assertThat(lab.chain.status().getFirst().pool().waiting()).isEqualTo(1);
    lab.have(same);

    assertThat(lab.memory.reserved()).isEqualTo(reserved);
    assertThat(lab.root.get("/bucket/key").status()).isEqualTo(200);
  }

  private Socket askForLong() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), lab.address.getPort());
    socket
        .getOutputStream()
        .write(
            "GET /bucket/long HTTP/1.1\r\nHost: localhost\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  @Test
  void aRequestUnderWay_endsInTheGenerationInWhichItBegan() throws Exception {
    lab.root.put("/bucket/long", new byte[20_000_000]);
    lab.have(TestingEntry.of("a", "response").response("write").in("body", "x"));
    long reserved = lab.memory.reserved();

    try (Socket socket = askForLong()) {
      assertThat(socket.getInputStream().readNBytes(1_000)).isNotEmpty();
      lab.have();
      assertThat(lab.memory.reserved()).isEqualTo(reserved);
      long left = 0;
      byte[] buffer = new byte[64 << 10];
      while (left < 20_000_000) {
        left += socket.getInputStream().read(buffer);
      }
    }
    org.awaitility.Awaitility.await().until(() -> lab.memory.reserved() == 0);
  }

  @Test
  void aClientThatLeaves_givesItsInstancesBack() throws Exception {
    lab.root.put("/bucket/long", new byte[20_000_000]);
    lab.have(TestingEntry.of("a", "response").response("write").in("body", "x").instances(1));

    for (int i = 0; i < 3; i++) {
      try (Socket socket = askForLong()) {
        assertThat(socket.getInputStream().readNBytes(1_000)).isNotEmpty();
      }
    }

    assertThat(lab.root.send("GET", "/bucket/key", Map.of(), new byte[0]).text())
        .isEqualTo("xtextx");
    org.awaitility.Awaitility.await().until(() -> lab.used() == 0);
  }
}
