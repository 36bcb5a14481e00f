package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.s3.api.TestingS3Client;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryLimitIT {

  private static final long MIB = 1 << 20;

  @TempDir Path data;

  @Test
  void aNodeWithoutAHeap_becomesOneThatKeepsItsLimit_inTheSameProcess() throws Exception {
    try (NodeUnderTest node = NodeUnderTest.start(data, "--set", "memory.limit=400MiB")) {
      String command = Files.readString(Path.of("/proc/" + node.pid() + "/cmdline"));
      assertThat(command).contains("-Xmx").contains("-XX:MaxDirectMemorySize=");
      assertThat(node.metrics()).contains("horizon_memory_limit_bytes " + 4.194304E8);
      assertThat(node.stop()).as(node.log()).isZero();
    }
  }

  @Test
  void aGivenHeap_isKeptIfItIsSmallerAndRefusedIfItIsLarger() {
    Map<String, String> small = Map.of("JAVA_TOOL_OPTIONS", "-Xmx100m");
    try (NodeUnderTest node =
        NodeUnderTest.startWith(small, data, "--set", "memory.limit=400MiB")) {
      JsonNode memory = node.ask("/admin/v1/status").path("memory");
      assertThat(memory.at("/shares/heap").asLong()).isBetween(90 * MIB, 100 * MIB);
      assertThat(memory.path("limit").asLong()).isEqualTo(400 * MIB);
      assertThat(memory.path("resident").asLong()).isBetween(50 * MIB, 400 * MIB);
      assertThat(node.run("status")).contains("Memory ", " of 400MiB", "heap", "documents");
    }
    Commands.Result refused =
        Commands.run(
            List.of(
                NodeUnderTest.java(),
                "-Xmx500m",
                "-jar",
                NodeUnderTest.jar().toString(),
                "start-server",
                "--set",
                "memory.limit=400MiB",
                "--data-dir",
                data.toString()));
    assertThat(refused.exitCode()).isEqualTo(78);
    assertThat(refused.toString())
        .contains("memory.limit is 400MiB, but Java was given a heap of", "use -Xmx");
  }

  @Test
  void slowUploadsByTheThousand_takeLittle_andKeepNobodyOut() throws Exception {
    try (NodeUnderTest node = NodeUnderTest.start(data, "--set", "memory.limit=400MiB")) {
      TestingS3Client client = new TestingS3Client(node.s3());
      assertThat(client.send("PUT", "/slow").status()).isEqualTo(200);
      List<Socket> sockets = new ArrayList<>();
      try {
        for (int number = 0; number < 1000; number++) {
          sockets.add(beginUpload(node.s3(), "/slow/" + number));
        }
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> bodies(node).path("used").asLong() >= 1000 << 10);
        assertThat(bodies(node).path("used").asLong()).isLessThan(5 * MIB);
        assertThat(client.put("/slow/quick", new byte[200_000]).status()).isEqualTo(200);
      } finally {
        for (Socket socket : sockets) {
          socket.close();
        }
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> bodies(node).path("used").asLong() == 0);
      assertThat(bodies(node).path("refused").asLong()).isZero();
    }
  }

  private static JsonNode bodies(NodeUnderTest node) {
    return node.ask("/admin/v1/status").at("/memory/bodies");
  }

  private static Socket beginUpload(URI s3, String key) throws IOException {
    Socket socket = new Socket(s3.getHost(), s3.getPort());
    String head =
        "PUT /s3%s HTTP/1.1\r\nHost: %s:%d\r\nContent-Length: 250000\r\n\r\n"
            .formatted(key, s3.getHost(), s3.getPort());
    socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().write(new byte[1024]);
    return socket;
  }

  @Test
  void manyClientsOfASmallHeap_areServedOrToldToSlowDown() throws Exception {
    Map<String, String> small = Map.of("JAVA_TOOL_OPTIONS", "-Xmx64m -XX:+ExitOnOutOfMemoryError");
    try (NodeUnderTest node = NodeUnderTest.startWith(small, data);
        ExecutorService clients = Executors.newFixedThreadPool(64)) {
      assertThat(new TestingS3Client(node.s3()).send("PUT", "/many").status()).isEqualTo(200);
      List<Future<?>> done = new ArrayList<>();
      for (int number = 0; number < 64; number++) {
        int mine = number;
        done.add(clients.submit(() -> putAndGet(node, mine)));
      }
      for (Future<?> each : done) {
        each.get();
      }
      assertThat(bodies(node).path("used").asLong()).isZero();
      assertThat(node.stop()).as(node.log()).isZero();
    }
  }

  private static void putAndGet(NodeUnderTest node, int number) {
    TestingS3Client client = new TestingS3Client(node.s3());
    byte[] body = new byte[8 << 20];
    new Random(number).nextBytes(body);
    for (int size : new int[] {64 << 10, 8 << 20}) {
      String key = "/many/" + number + "-" + size;
      byte[] mine = size < body.length ? Arrays.copyOf(body, size) : body;
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .until(
              () -> {
                int status = client.put(key, mine).status();
                assertThat(status).isIn(200, 503);
                return status == 200;
              });
      assertThat(client.get(key).body()).isEqualTo(mine);
    }
  }
}
