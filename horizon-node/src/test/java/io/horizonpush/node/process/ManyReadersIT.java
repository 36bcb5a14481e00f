package io.horizonpush.node.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.fallback.server.FaultyOrigin;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hundred clients at once of one object that is in a cloud alone: for the cloud they are one.
 *
 * <p>The object has 16 MiB; {@code HORIZON_COLD_MIB} sets another size.
 */
@Timeout(1200)
class ManyReadersIT {

  private static final int CLIENTS = 100;
  private static final long MIB = 1 << 20;
  private static final int SIZE =
      Integer.parseInt(System.getenv().getOrDefault("HORIZON_COLD_MIB", "16")) << 20;

  /** What a node may take that has a heap of 256 MiB, as much beside it, and its libraries. */
  private static final long MOST_RESIDENT = 800 * MIB;

  @TempDir private Path folder;

  private final AtomicLong mostHeap = new AtomicLong();
  private final AtomicLong mostResident = new AtomicLong();
  private final AtomicLong mostBodies = new AtomicLong();

  @Test
  void aHundredClientsOfAColdObject_areOneOfItsOrigin() throws Exception {
    byte[] bytes = new byte[SIZE];
    new Random(4).nextBytes(bytes);
    Map<String, String> heap =
        Map.of(
            "JAVA_TOOL_OPTIONS",
            "-Xmx256m -XX:MaxDirectMemorySize=256m -XX:+ExitOnOutOfMemoryError");
    try (FaultyOrigin store = FaultyOrigin.start();
        NodeUnderTest node = NodeUnderTest.startWith(heap, folder.resolve("data"));
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor()) {
      store.put("cold", bytes, 1);
      StoodBefore.make(node, store.url(), "cached");
      var _ = watch.scheduleWithFixedDelay(() -> look(node), 0, 200, TimeUnit.MILLISECONDS);
      long begun = System.nanoTime();

      List<CompletableFuture<Long>> reads = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        reads.add(inBackground(node.s3(), SIZE));
      }
      CompletableFuture<Long> leaving = inBackground(node.s3(), SIZE / 3);

      long expected = sum(bytes);
      assertThat(reads).allMatch(read -> read.join() == expected);
      long _ = leaving.join();
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      System.out.printf(
          "%d clients of %d MiB: %d ms, %d GET of %d bytes, heap %d MiB, resident %d MiB, bodies %d KiB%n",
          CLIENTS,
          SIZE / MIB,
          took.toMillis(),
          store.count("GET"),
          store.sent(),
          mostHeap.get() / MIB,
          mostResident.get() / MIB,
          mostBodies.get() >> 10);
      assertThat(store.count("GET")).isEqualTo(1);
      assertThat(store.sent()).isEqualTo(SIZE);
      assertThat(mostResident.get()).isPositive().isLessThan(MOST_RESIDENT);
      assertThat(mostBodies.get()).isLessThan(64 * MIB);
    }
  }

  private void look(NodeUnderTest node) {
    var memory = node.ask("/admin/v1/status").path("memory");
    keep(mostResident, memory.path("resident").asLong());
    keep(mostBodies, memory.at("/bodies/used").asLong());
    node.metrics()
        .lines()
        .filter(line -> line.startsWith("jvm_memory_heap_used_bytes "))
        .forEach(line -> keep(mostHeap, (long) Double.parseDouble(line.split(" ", -1)[1])));
  }

  private static void keep(AtomicLong most, long now) {
    most.accumulateAndGet(now, Math::max);
  }

  private static CompletableFuture<Long> inBackground(URI s3, long length) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return read(s3, length);
          } catch (IOException e) {
            throw new CompletionException(e);
          }
        },
        task -> Thread.ofVirtual().start(task));
  }

  /** Reads so many bytes of the object and leaves: their checksum. */
  private static long read(URI s3, long length) throws IOException {
    try (Socket socket = new Socket(s3.getHost(), s3.getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET %s/cached/cold HTTP/1.1\r\nHost: %s:%d\r\n\r\n"
                  .formatted(s3.getPath(), s3.getHost(), s3.getPort())
                  .getBytes(ISO_8859_1));
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      String head = head(in);
      assertThat(head).startsWith("HTTP/1.1 200").containsIgnoringCase("content-length: " + SIZE);
      CRC32C sum = new CRC32C();
      byte[] piece = new byte[1 << 16];
      long left = length;
      while (left > 0) {
        int read = in.read(piece, 0, (int) Math.min(piece.length, left));
        assertThat(read).as("the answer ended early").isPositive();
        sum.update(piece, 0, read);
        left -= read;
      }
      return sum.getValue();
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      assertThat(next).as("there was no answer").isNotNegative();
      head.append((char) next);
    }
    return head.toString();
  }

  private static long sum(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, bytes.length);
    return sum.getValue();
  }
}
