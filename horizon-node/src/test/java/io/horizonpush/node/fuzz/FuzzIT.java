package io.horizonpush.node.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.process.CrashChecks;
import io.horizonpush.node.process.NodeUnderTest;
import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import io.horizonpush.node.testing.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever is sent, a node with little memory answers or closes the connection, soon and never with
 * an error of its own, and goes on serving others.
 */
class FuzzIT {

  /** Enough for what it serves, too little for what a request may announce. */
  private static final String HEAP = "-Xmx96m";

  private static final String BUCKET = "fuzzed";
  private static final String HONEST = Request.at("honest", "object");

  @TempDir static Path data;

  private static NodeUnderTest node;

  @BeforeAll
  static void start() throws IOException {
    node =
        NodeUnderTest.startWith(
            Map.of("JAVA_TOOL_OPTIONS", HEAP + " -XX:+ExitOnOutOfMemoryError"), data);
    try (Wire wire = connect()) {
      for (Request request :
          List.of(
              Request.of("PUT", Request.at(BUCKET, "")),
              Request.of("PUT", Request.at(BUCKET, "k")).withText("x".repeat(20_000)),
              Request.of("PUT", Request.at("honest", "")),
              Request.of("PUT", HONEST).withText("honest"))) {
        assertThat(wire.send(request).status()).isEqualTo(200);
      }
    }
  }

  /** What was stored meanwhile can be read and agrees with itself. */
  @AfterAll
  static void stop() {
    CrashChecks.awaitPublished(node);
    assertThat(CrashChecks.findings(node)).isEmpty();
    assertThat(node.stop()).as(node.log()).isZero();
    assertThat(node.log()).doesNotContain("java.lang.OutOfMemoryError", "Fatal", "ERROR");
    assertThat(node.log().lines().filter(line -> line.contains(" failed: ")))
        .allMatch(line -> line.contains("reduce your request rate"));
  }

  private static Wire connect() throws IOException {
    return new Wire(node.s3().getPort());
  }

  @ParameterizedTest
  @EnumSource
  void mutatedDocument_isTakenOrRefused(Documents document) throws IOException {
    Fuzz fuzz = Fuzz.start();
    int taken = 0;
    int refused = 0;
    try (Wire wire = connect()) {
      String upload = upload(wire);
      String owner =
          wire.send(Request.of("GET", Request.at(BUCKET, "") + "?acl")).xml().value("ID");
      byte[] seed = document.text().replace("OWNER", owner).getBytes(StandardCharsets.UTF_8);
      for (int round = 0; round < Fuzz.ROUNDS / 4; round++) {
        byte[] body = fuzz.oneIn(20) ? seed : fuzz.mutate(seed);
        Request request =
            Request.of(document.method(), document.target(BUCKET, upload)).with(body).withDigest();
        Reply reply = wire.send(request);
        assertThat(reply.status()).as("seed %d: %s", fuzz.seed(), request).isLessThan(502);
        assertThat(reply.status()).as("seed %d: %s", fuzz.seed(), request).isNotEqualTo(500);
        assertThat(reply.text())
            .as("seed %d: %s", fuzz.seed(), request)
            .doesNotContain("InternalError");
        taken += reply.status() < 300 ? 1 : 0;
        refused += reply.status() >= 400 ? 1 : 0;
        if (reply.header("connection").equals("close")) {
          throw new AssertionError("a document ended the connection: " + request);
        }
      }
      assertHonestClientIsServed(wire);
    }
    assertThat(taken).isPositive();
    assertThat(refused).isPositive();
  }

  /** An upload with the part that the document of a completion names. */
  private static String upload(Wire wire) throws IOException {
    String target = Request.at(BUCKET, "k");
    String id = wire.send(Request.of("POST", target + "?uploads")).xml().value("UploadId");
    Request part = Request.of("PUT", target + "?partNumber=1&uploadId=" + id).withText("part");
    assertThat(wire.send(part).header("etag")).contains(Documents.ETAG_OF_PART);
    return id;
  }

  @Test
  void requestOfRandomParts_isAnswered() throws IOException {
    Fuzz fuzz = Fuzz.start();
    Wire wire = connect();
    try {
      for (int round = 0; round < Fuzz.ROUNDS * 2; round++) {
        Request request = RandomRequests.next(fuzz, BUCKET);
        Reply reply = wire.send(request);
        assertThat(reply.status())
            .as("seed %d round %d: %s%n%s", fuzz.seed(), round, request, reply.text())
            .isNotIn(500, 502, 503, 504);
        if (reply.header("connection").equals("close")) {
          wire.close();
          wire = connect();
        }
        if (round % 500 == 0) {
          assertHonestClientIsServed(wire);
        }
      }
      assertHonestClientIsServed(wire);
    } finally {
      wire.close();
    }
  }

  @Test
  void mutatedBytesOfRequests_areAnsweredOrEndTheConnection() throws IOException {
    Fuzz fuzz = Fuzz.start();
    int answered = 0;
    try (Wire honest = connect()) {
      for (int round = 0; round < Fuzz.ROUNDS; round++) {
        byte[] bytes = fuzz.mutate(RawRequests.next(fuzz, BUCKET));
        String answers = RawRequests.exchange(node.s3().getPort(), bytes, fuzz);
        String sent = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(answers)
            .as("seed %d round %d: %s", fuzz.seed(), round, sent)
            .doesNotContain("HTTP/1.1 500")
            .doesNotContain("InternalError");
        assertThat(answers.isEmpty() || answers.startsWith("HTTP/1.1 "))
            .as("seed %d round %d: %s gives %s", fuzz.seed(), round, sent, answers)
            .isTrue();
        answered += answers.isEmpty() ? 0 : 1;
        if (round % 500 == 0) {
          assertHonestClientIsServed(honest);
        }
      }
      assertHonestClientIsServed(honest);
    }
    assertThat(answered).isGreaterThan(Fuzz.ROUNDS / 2);
  }

  /** Each is within its limits; together they are several times the heap. */
  @Test
  void largeDocumentsAtOnce_doNotCostTheNode() throws Exception {
    byte[] large =
        ("<Delete>" + "<Object><Key>k</Key></Object>".repeat(33_000) + "</Delete>")
            .getBytes(StandardCharsets.UTF_8);
    Request request =
        Request.of("POST", Request.at(BUCKET, "") + "?delete").with(large).withDigest();
    Callable<Integer> client =
        () -> {
          try (Wire wire = connect()) {
            return wire.send(request).status();
          }
        };
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Set<Integer> statuses = new HashSet<>();
      for (Future<Integer> each : threads.invokeAll(Collections.nCopies(64, client))) {
        statuses.add(each.get());
      }
      assertThat(statuses).contains(400).isSubsetOf(400, 503);
    }
    try (Wire wire = connect()) {
      assertHonestClientIsServed(wire);
      assertThat(wire.send(request).status()).isEqualTo(400);
    }
  }

  private static void assertHonestClientIsServed(Wire wire) throws IOException {
    assertThat(wire.send(Request.of("GET", HONEST)).text()).isEqualTo("honest");
  }
}
