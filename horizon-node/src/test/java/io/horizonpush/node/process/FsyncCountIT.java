package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts the waits for the disk with strace. Skipped, and counted, where strace cannot trace. */
class FsyncCountIT {

  private static final int CLIENTS = 64;
  private static final int PUTS_PER_CLIENT = 20;
  private static final int SMALL_OBJECT = 4096;

  @TempDir Path folder;

  @Test
  void smallPuts_shareTheirFsyncsButNeverGoWithout() throws IOException, InterruptedException {
    assumeTrue(straceWorks(), "strace is not installed or must not trace here");
    Path trace = folder.resolve("trace");
    List<String> strace =
        List.of(
            "strace",
            "-f",
            "-qq",
            "-e",
            "trace=fsync,fdatasync",
            "-e",
            "signal=none",
            "-o",
            trace.toString());
    try (NodeUnderTest node = NodeUnderTest.start(strace, folder.resolve("data"))) {
      CrashChecks.createBucket(node.s3());
      long syncsBefore = syncs(trace);
      long commitsBefore = commits(node);

      int stored = putAtOnce(node.s3());

      long commits = commits(node) - commitsBefore;
      long syncs = syncs(trace) - syncsBefore;
      System.out.println(stored + " puts of 4 KiB, " + commits + " commits, " + syncs + " fsyncs");
      assertThat(stored).isEqualTo(CLIENTS * PUTS_PER_CLIENT);
      assertThat(commits).isPositive();
      assertThat(syncs).as("a commit waits for the disk").isGreaterThanOrEqualTo(commits);
      assertThat(syncs).as("many puts share a wait").isLessThan(stored / 3);
    }
  }

  private static int putAtOnce(URI endpoint) throws InterruptedException {
    AtomicInteger stored = new AtomicInteger();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (int client = 0; client < CLIENTS; client++) {
        int number = client;
        clients.execute(() -> putSome(http, endpoint, number, stored));
      }
      clients.shutdown();
      assertThat(clients.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
    }
    return stored.get();
  }

  private static void putSome(HttpClient http, URI endpoint, int client, AtomicInteger stored) {
    Random random = new Random(client);
    byte[] body = new byte[SMALL_OBJECT];
    try {
      for (int i = 0; i < PUTS_PER_CLIENT; i++) {
        random.nextBytes(body);
        URI key = URI.create(endpoint + "/" + Workload.BUCKET + "/" + client + "/" + i);
        HttpRequest put = HttpRequest.newBuilder(key).PUT(BodyPublishers.ofByteArray(body)).build();
        if (http.send(put, BodyHandlers.discarding()).statusCode() == 200) {
          stored.incrementAndGet();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long commits(NodeUnderTest node) {
    String page = node.metrics();
    Matcher count = Pattern.compile("horizon_index_commit_group_size_count (\\d+)").matcher(page);
    assertThat(count.find()).as(page).isTrue();
    return Long.parseLong(count.group(1));
  }

  /** Finished calls only: strace splits a call that waits into two lines. */
  private static long syncs(Path trace) throws IOException {
    try (var lines = Files.lines(trace)) {
      return lines.filter(line -> line.contains("sync") && line.contains("= 0")).count();
    }
  }

  private static boolean straceWorks() {
    try {
      return Commands.run(List.of("strace", "-qq", "-e", "trace=none", "true")).exitCode() == 0;
    } catch (UncheckedIOException e) {
      return false;
    }
  }
}
