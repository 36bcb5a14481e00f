package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.process.PowerCutDisk.Failure;
import io.horizonpush.s3.api.TestingS3Client;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;

/** A node on a disk that fails when it is told to, and what the node has promised. */
final class FailingNode implements AutoCloseable {

  /** After so many calls the keys begin anew; no divisor of the seeds. */
  private static final int SETS = 7;

  private final PowerCutDisk disk;
  private final Path data;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, Optional<Body>> promised = new HashMap<>();

  /** What a power cut may take. */
  private final Map<String, Body> relaxed = new HashMap<>();

  private NodeUnderTest node;

  FailingNode(PowerCutDisk disk) {
    this.disk = disk;
    this.data = disk.path().resolve("data");
    this.node = NodeUnderTest.start(data);
    CrashChecks.createBuckets(node);
  }

  NodeUnderTest node() {
    return node;
  }

  /** What was acknowledged so far and has to be there. */
  Map<String, Optional<Body>> promised() {
    return Map.copyOf(promised);
  }

  /** Arms a failure; what comes of it is known when {@link #hasFailed} is asked. */
  void fail(Failure what, int n) {
    disk.fail(what, n);
  }

  /**
   * Writes objects of every kind, removes one, and collects garbage: all that a failure may come to
   * in one go. Stops at a write that is refused. Most keys are those of calls before, so that a
   * backup does not take longer each time.
   *
   * @return whether everything was acknowledged
   */
  boolean writeAll(long seed) throws IOException {
    BucketClient strict = new BucketClient(http, node.s3(), Workload.BUCKET);
    long set = seed % SETS;
    return storeRelaxed("r-" + seed, new Body(seed, 70_000))
        && store(strict, "small-" + set, new Body(seed + 1, 900))
        && store(strict, "segment-" + set, new Body(seed + 2, 100_000))
        && store(strict, "file-" + set, new Body(seed + 3, 300_000))
        && store(strict, "small-" + set, new Body(seed + 4, 400_000))
        && remove(strict, "segment-" + set)
        && collect();
  }

  /** One small object. */
  boolean store(String key, Body body) throws IOException {
    return store(new BucketClient(http, node.s3(), Workload.BUCKET), key, body);
  }

  private boolean store(BucketClient bucket, String key, Body body) throws IOException {
    return settled(key, bucket.put(key, body.bytes()), Optional.of(body));
  }

  private boolean remove(BucketClient bucket, String key) throws IOException {
    return settled(key, bucket.delete(key), Optional.empty());
  }

  private boolean settled(String key, int status, Optional<Body> state) {
    if (status / 100 == 2) {
      promised.put(key, state);
    } else {
      assertThat(status).as(key + ", which the disk failed").isBetween(500, 599);
      promised.remove(key); // It may be as it was, or as was asked for.
    }
    return status / 100 == 2;
  }

  /** An object that a power cut may take. */
  boolean storeRelaxed(String key, Body body) throws IOException {
    BucketClient bucket = new BucketClient(http, node.s3(), RelaxedWorkload.BUCKET);
    int status = bucket.put(key, body.bytes());
    relaxed.put(key, body);
    return status == 200;
  }

  private boolean collect() {
    try {
      JsonNode _ = node.order("/admin/v1/gc", "{}");
      return true;
    } catch (IllegalStateException e) {
      return false; // The disk failed.
    }
  }

  /** Waits until the failure has come, or can come no more; tells whether it has. */
  boolean hasFailed(long before) {
    Awaitility.await()
        .untilAsserted(() -> assertThat(disk.failures() > before || backlog() == 0).isTrue());
    boolean failed = disk.failures() > before;
    disk.clear();
    return failed;
  }

  private long backlog() {
    return node.ask("/admin/v1/status").at("/storage/backlog").asLong(-1);
  }

  boolean isReadOnly() {
    return CrashChecks.problems(node).stream().anyMatch(each -> each.startsWith("read-only: "));
  }

  /** Cuts the power, starts the node again and holds it to what it promised. */
  void cutAndCheck() throws IOException {
    disk.cut();
    node.kill();
    disk.restore();
    node = NodeUnderTest.start(data);
    assertThat(CrashChecks.problems(node)).isEmpty();
    everyPromiseHolds();
    CrashChecks.awaitPublished(node);
    assertThat(CrashChecks.findings(node)).isEmpty();
  }

  /** Everything that was acknowledged is there, and relaxed writes are whole or not at all. */
  void everyPromiseHolds() throws IOException {
    BucketClient strict = new BucketClient(http, node.s3(), Workload.BUCKET);
    for (Map.Entry<String, Optional<Body>> each : promised.entrySet()) {
      assertThat(Body.matches(strict.get(each.getKey()), each.getValue()))
          .as(each.toString())
          .isTrue();
    }
    BucketClient lax = new BucketClient(http, node.s3(), RelaxedWorkload.BUCKET);
    for (Map.Entry<String, Body> each : relaxed.entrySet()) {
      var answer = lax.get(each.getKey());
      assertThat(
              Body.matches(answer, Optional.of(each.getValue()))
                  || Body.matches(answer, Optional.empty()))
          .as(each + " is " + answer.statusCode())
          .isTrue();
    }
  }

  TestingS3Client client() {
    return new TestingS3Client(node.s3());
  }

  @Override
  public void close() {
    node.close();
    http.close();
  }
}
