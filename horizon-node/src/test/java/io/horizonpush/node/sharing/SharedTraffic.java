package io.horizonpush.node.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.process.CrashChecks;
import io.horizonpush.node.process.NodeUnderTest;
import io.horizonpush.s3.api.TestingS3Client;
import io.horizonpush.s3.api.TestingS3Client.Answer;
import io.horizonpush.s3.store.Bytes;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Clients of nodes that share a bucket: one of each node, which alone writes some keys there and
 * reads everybody's. The bytes of an object follow from its key and its version, which its metadata
 * tell, so that every answer is checked. A node may be away: what its client could not know to be
 * written counts as unknown until it is written again.
 */
final class SharedTraffic {

  static final String BUCKET = "soaked";

  private static final int KEYS = 60;
  private static final long NODES_MOST = 16;
  private static final int SMALL = 3000;
  private static final int MEDIUM = 60_000;
  private static final int LARGE = 2_000_000;
  private static final long PAUSE_MILLIS = 15;
  private static final String VERSION = "x-amz-meta-version";

  private final long seed;
  private final AtomicReferenceArray<NodeUnderTest> nodes;
  private final List<Writer> writers = new ArrayList<>();
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong read = new AtomicLong();
  private final AtomicLong readBytes = new AtomicLong();
  private final AtomicLong unavailable = new AtomicLong();
  private volatile boolean ended;

  SharedTraffic(long seed, AtomicReferenceArray<NodeUnderTest> nodes) {
    this.seed = seed;
    this.nodes = nodes;
    for (int node = 0; node < nodes.length(); node++) {
      writers.add(new Writer(node));
    }
  }

  /** Runs clients as long as something else runs. */
  void run(Runnable meanwhile) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Void>> running =
          writers.stream().map(each -> CompletableFuture.runAsync(each::run, threads)).toList();
      try {
        meanwhile.run();
      } finally {
        ended = true;
      }
      running.forEach(CompletableFuture::join);
    }
    writers.forEach(Writer::settle);
  }

  /** Asserts that a node has what all wrote last, and nothing else. */
  void requireAll(int node) {
    TestingS3Client client = new TestingS3Client(nodes.get(node).s3());
    for (Writer writer : writers) {
      for (int key = 0; key < KEYS; key++) {
        Answer answer = client.get(target(writer.node, key));
        long version = writer.versions[key];
        assertThat(answer.status()).isEqualTo(version > 0 ? 200 : 404);
        if (version > 0) {
          assertThat(answer.header(VERSION)).isEqualTo(Long.toString(version));
          requireBytes(answer, writer.node, key);
        }
      }
    }
  }

  private static String target(int node, int key) {
    return "/%s/of-%d/%d".formatted(BUCKET, node, key);
  }

  private byte[] body(int node, int key, long version) {
    Random random = new Random(seed ^ (version * NODES_MOST + node) * KEYS + key);
    int most = key % 10 == 0 ? LARGE : key % 3 == 0 ? MEDIUM : SMALL;
    return Bytes.random(random.nextLong(), 1 + random.nextInt(most));
  }

  private void requireBytes(Answer answer, int node, int key) {
    byte[] whole = body(node, key, Long.parseLong(answer.header(VERSION)));
    byte[] expected = whole;
    if (answer.status() == 206) {
      // Every part that is read goes to the end.
      expected = Arrays.copyOfRange(whole, whole.length - answer.body().length, whole.length);
      assertThat(answer.header("content-range")).endsWith("/" + whole.length);
    }
    // No message of megabytes.
    assertThat(Arrays.equals(answer.body(), expected)).as(target(node, key)).isTrue();
    read.incrementAndGet();
    readBytes.addAndGet(answer.body().length);
  }

  /** The client of one node. Confined to one thread at a time. */
  private final class Writer {

    private final int node;
    private final Random random;

    /** The versions of its keys; 0 for one that is not there, negative for what nobody knows. */
    private final long[] versions = new long[KEYS];

    private long last;

    Writer(int node) {
      this.node = node;
      this.random = new Random(seed + node);
    }

    void run() {
      while (!ended) {
        NodeUnderTest running = nodes.get(node);
        if (running != null) {
          some(new TestingS3Client(running.s3()));
        } else {
          CrashChecks.letPass(100);
        }
      }
    }

    private void some(TestingS3Client client) {
      try {
        while (!ended) {
          int dice = random.nextInt(10);
          if (dice < 4) {
            put(client, random.nextInt(KEYS));
          } else if (dice < 5) {
            delete(client, random.nextInt(KEYS));
          } else if (dice < 6) {
            requireStatus(200, client.get("/" + BUCKET + "?list-type=2"));
          } else {
            get(client, random.nextInt(writers.size()), random.nextInt(KEYS), dice == 9);
          }
          CrashChecks.letPass(PAUSE_MILLIS);
        }
      } catch (UncheckedIOException e) {
        // The node went away, or its source of bytes did; a node that stays is asked on.
        unavailable.incrementAndGet();
      }
    }

    private void put(TestingS3Client client, int key) {
      long version = ++last;
      versions[key] = -1;
      byte[] body = body(node, key, version);
      Map<String, String> headers = Map.of(VERSION, Long.toString(version));
      requireStatus(200, client.send("PUT", target(node, key), headers, body));
      versions[key] = version;
      written.incrementAndGet();
    }

    private void delete(TestingS3Client client, int key) {
      versions[key] = -1;
      requireStatus(204, client.send("DELETE", target(node, key)));
      versions[key] = 0;
    }

    private void get(TestingS3Client client, int of, int key, boolean part) {
      Map<String, String> headers =
          part ? Map.of("Range", "bytes=%d-".formatted(random.nextInt(SMALL))) : Map.of();
      Answer answer = client.send("GET", target(of, key), headers, new byte[0]);
      switch (answer.status()) {
        case 200, 206 -> requireBytes(answer, of, key);
        // Deleted, or shorter than the part begins.
        case 404, 416 -> read.incrementAndGet();
        case 503 -> unavailable.incrementAndGet();
        default -> throw new AssertionError(answer.status() + " " + answer.text());
      }
    }

    private void requireStatus(int status, Answer answer) {
      assertThat(answer.status()).as("node %d: %s", node, answer.text()).isEqualTo(status);
    }

    /** Writes anew what nobody knows. */
    private void settle() {
      TestingS3Client client = new TestingS3Client(nodes.get(node).s3());
      for (int key = 0; key < KEYS; key++) {
        if (versions[key] < 0) {
          put(client, key);
        }
      }
    }
  }

  @Override
  public String toString() {
    return "%d written, %d read (%d MiB), %d answers that their node could not give"
        .formatted(written.get(), read.get(), readBytes.get() >> 20, unavailable.get());
  }
}
