package io.horizonpush.node.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.horizonpush.s3.api.TestingS3Client;
import io.horizonpush.s3.api.TestingS3Client.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptorLimitIT {

  @TempDir Path data;

  @Test
  void aNodeOutOfDescriptors_refusesAWriteForAWhile_andRecovers() throws IOException {
    byte[] large = new byte[2_000_000];
    new Random(3).nextBytes(large);
    try (NodeUnderTest node = NodeUnderTest.start(data)) {
      TestingS3Client client = new TestingS3Client(node.s3());
      assertThat(client.send("PUT", "/descriptors").status()).isEqualTo(200);
      assertThat(client.put("/descriptors/first", large).status()).isEqualTo(200);

      assumeTrue(limit(node, descriptors(node)), "the limit of a process cannot be set here");
      Answer refused = client.put("/descriptors/second", large);
      assertThat(refused.status()).as(refused.text()).isEqualTo(503);

      assertThat(limit(node, 4096)).isTrue();
      Awaitility.await()
          .untilAsserted(
              () -> assertThat(client.put("/descriptors/second", large).status()).isEqualTo(200));
      assertThat(client.get("/descriptors/first").body()).isEqualTo(large);
      assertThat(client.get("/descriptors/second").body()).isEqualTo(large);
      CrashChecks.awaitPublished(node);
      assertThat(CrashChecks.findings(node)).isEmpty();
    }
  }

  /** A listener that cannot accept rests for a moment, and not for a second. */
  @Test
  void aConnectionThatWaitsForADescriptor_isServedSoonAfterThereIsOne() throws Exception {
    try (NodeUnderTest node = NodeUnderTest.start(data)) {
      List<Duration> waits = new ArrayList<>();
      for (int time = 0; time < 11; time++) {
        assumeTrue(limit(node, firstFree(node)), "the limit of a process cannot be set here");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.s3().getPort())) {
          socket.setSoTimeout(20_000);
          socket
              .getOutputStream()
              .write("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
          Awaitility.await()
              .atMost(Duration.ofSeconds(60))
              .until(() -> node.log().contains("cannot be accepted: "));
          assertThat(limit(node, 4096)).isTrue();
          long begun = System.nanoTime();
          assertThat(socket.getInputStream().read()).isEqualTo('H');
          waits.add(Duration.ofNanos(System.nanoTime() - begun));
        }
      }
      Collections.sort(waits);
      assertThat(waits.get(waits.size() / 2)).as("%s", waits).isLessThan(Duration.ofMillis(400));
    }
  }

  /** The descriptor that the next one would be. */
  private static long firstFree(NodeUnderTest node) throws IOException {
    long free = 0;
    while (Files.exists(
        Path.of("/proc/" + node.pid() + "/fd/" + free), LinkOption.NOFOLLOW_LINKS)) {
      free++;
    }
    return free;
  }

  /** Sets what one more descriptor would go over. */
  private static boolean limit(NodeUnderTest node, long most) {
    return Commands.run(
                List.of("prlimit", "--pid", Long.toString(node.pid()), "--nofile=" + most + ":"))
            .exitCode()
        == 0;
  }

  /** How many are in use; those that are free below the limit are few. */
  private static long descriptors(NodeUnderTest node) throws IOException {
    try (var files = Files.list(Path.of("/proc/" + node.pid() + "/fd"))) {
      return files.count();
    }
  }
}
