package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that store the same bytes between the doom of a blob and its deletion. */
class SameBytesIT {

  private static final int CLIENTS = 8;
  private static final int MILLIS = 4000;

  /** One each in the index, in a segment and in a file of its own, and one of many groups. */
  private static final List<Body> BODIES =
      List.of(new Body(1, 900), new Body(2, 20_000), new Body(3, 200_000), new Body(4, 700_000));

  @TempDir Path folder;

  private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicLong stored = new AtomicLong();
  private final AtomicLong removed = new AtomicLong();
  private final AtomicBoolean over = new AtomicBoolean();

  @Test
  void theSameBytesStoredAgainAndAgain_areAlwaysReadable() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    NodeUnderTest node = NodeUnderTest.start(folder.resolve("data"), "--set", "gc.interval=100ms");
    try (node) {
      CrashChecks.createBuckets(node);
      storeAndRemove(node, seed);
      assertThat(wrong).isEmpty();
      assertThat(removed).as("blobs that were removed between").hasPositiveValue();
      CrashChecks.awaitPublished(node);
      assertThat(CrashChecks.findings(node)).isEmpty();
    }
    System.out.printf("%d times stored, %d blobs removed between%n", stored.get(), removed.get());
  }

  private void storeAndRemove(NodeUnderTest node, long seed) throws InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (int client = 0; client < CLIENTS; client++) {
        String name = client % 2 == 0 ? Workload.BUCKET : RelaxedWorkload.BUCKET;
        BucketClient bucket = new BucketClient(http, node.s3(), name);
        String key = "client-" + client;
        Random random = new Random(seed + client);
        threads.execute(() -> storeAndRemove(bucket, key, random));
      }
      threads.execute(() -> collect(node));
      CrashChecks.letPass(MILLIS);
      over.set(true);
      threads.shutdown();
      assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  private void storeAndRemove(BucketClient bucket, String key, Random random) {
    try {
      while (!over.get()) {
        Body body = BODIES.get(random.nextInt(BODIES.size()));
        expect(key + " is stored", 200, bucket.put(key, body.bytes()));
        stored.incrementAndGet();
        HttpResponse<byte[]> answer = bucket.get(key);
        if (!Body.matches(answer, Optional.of(body))) {
          wrong.add(key + " with " + body + " is " + answer.statusCode());
        }
        expect(key + " is removed", 204, bucket.delete(key));
      }
    } catch (IOException e) {
      wrong.add(key + ": " + e);
    }
  }

  private void expect(String what, int wanted, int status) {
    if (status != wanted) {
      wrong.add(what + ": " + status);
    }
  }

  private void collect(NodeUnderTest node) {
    while (!over.get()) {
      JsonNode report = node.order("/admin/v1/gc", "{}");
      removed.addAndGet(report.path("removed-blobs").asLong());
    }
  }
}
