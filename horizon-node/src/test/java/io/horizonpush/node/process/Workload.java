package io.horizonpush.node.process;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Mixed writes of several clients that remember what was promised to them.
 *
 * <p>Each client owns its keys, so that for every key there is one last acknowledged state and at
 * most one write whose outcome is unknown. After a crash a key must be in one of these two states,
 * byte for byte.
 */
public final class Workload {

  static final String BUCKET = "horizon_bucket";

  /** The number of clients where no other is wanted. */
  static final int CLIENTS = 12;

  private static final int COLLECT_EVERY_MILLIS = 200;
  private static final int KEYS_PER_CLIENT = 20;

  /** In one of so many rounds nobody waits for the disk, and so nobody syncs it for others. */
  private static final int ALONE_EVERY = 4;

  private final Map<String, KeyState> states = new ConcurrentHashMap<>();
  private final AtomicLong changes = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong collections = new AtomicLong();
  private final BucketWorkload buckets = new BucketWorkload();
  private final VersionWorkload versions;
  private final RelaxedWorkload relaxed;
  private final long seed;
  private final int clientCount;

  /** What ends a node. */
  public enum End {
    /** The process ends, and the system keeps what it was given. */
    PROCESS,
    /** The disk forgets what was not synced. */
    POWER
  }

  /**
   * What is known of a key.
   *
   * @param durable the last acknowledged state
   * @param uncertain a write that was sent and not answered
   * @param change grows with each
   */
  private record KeyState(
      Optional<Body> durable, Optional<Optional<Body>> uncertain, long change) {}

  public Workload(long seed, int clientCount) {
    this.seed = seed;
    this.clientCount = clientCount;
    this.versions = new VersionWorkload(seed);
    this.relaxed = new RelaxedWorkload(seed);
  }

  /** The number of writes that were answered with success so far. */
  public long acknowledged() {
    return acknowledged.get() + versions.acknowledged();
  }

  /** What there is to say of versions, locks and writes that do not wait for the disk. */
  public String figures() {
    return versions.figures() + "; " + relaxed.figures();
  }

  /** The number of garbage collections that ended so far. */
  public long collections() {
    return collections.get();
  }

  /** What is known of all keys at this moment. */
  Moment now() {
    return new Moment(Map.copyOf(states));
  }

  /** What was known of keys at some time. */
  final class Moment {

    private final Map<String, KeyState> then;

    private Moment(Map<String, KeyState> then) {
      this.then = then;
    }

    /** The keys that were settled then and that nobody has asked to change since. */
    Map<String, Optional<Body>> unchanged() {
      Map<String, Optional<Body>> unchanged = new HashMap<>();
      then.forEach(
          (key, state) -> {
            if (state.uncertain().isEmpty() && state.equals(states.get(key))) {
              unchanged.put(key, state.durable());
            }
          });
      return unchanged;
    }
  }

  /** The same without backups. */
  public void run(NodeUnderTest node, int round, Runnable whileRunning) {
    run(node, round, List.of(), whileRunning);
  }

  /**
   * Writes until the node is gone, which {@code whileRunning} sees to. Meanwhile buckets come and
   * go, versions are written, locked and removed, others write without waiting for the disk,
   * backups are made, and every second round garbage is collected all the time.
   */
  void run(NodeUnderTest node, int round, List<BackupWorkload> backups, Runnable whileRunning) {
    URI endpoint = node.s3();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      BucketClient bucket = new BucketClient(http, endpoint, BUCKET);
      if (round % ALONE_EVERY != ALONE_EVERY - 1) {
        for (int client = 0; client < clientCount; client++) {
          int number = client;
          clients.execute(
              () -> new Client(bucket, number, new Random(seed + 31L * round + number)).run());
        }
        clients.execute(() -> buckets.run(http, endpoint));
        versions.run(http, endpoint, round, clients);
      }
      relaxed.run(http, endpoint, round, clients);
      backups.forEach(each -> clients.execute(() -> each.run(node, this)));
      if (round % 2 == 0) {
        clients.execute(() -> collectGarbage(node));
      }
      whileRunning.run();
      clients.shutdown();
      if (!clients.awaitTermination(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("clients still write to a node that is gone");
      }
      http.shutdownNow();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    backups.forEach(BackupWorkload::ended);
  }

  private void collectGarbage(NodeUnderTest node) {
    try {
      while (true) {
        JsonNode _ = node.order("/admin/v1/gc", "{}");
        collections.incrementAndGet();
        CrashChecks.letPass(COLLECT_EVERY_MILLIS);
      }
    } catch (UncheckedIOException | IllegalStateException e) {
      // The node is gone, or takes no orders any more.
    }
  }

  /**
   * What is wrong after a crash: keys that are in neither of their two possible states. Settles the
   * uncertain ones.
   */
  List<String> check(URI endpoint, End end) {
    List<String> wrong = new ArrayList<>();
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      BucketClient bucket = new BucketClient(http, endpoint, BUCKET);
      for (Map.Entry<String, KeyState> each : states.entrySet()) {
        HttpResponse<byte[]> answer = bucket.get(each.getKey());
        KeyState state = each.getValue();
        Optional<Body> found =
            Body.matches(answer, state.durable())
                ? state.durable()
                : state
                    .uncertain()
                    .filter(body -> Body.matches(answer, body))
                    .orElse(state.durable());
        if (!Body.matches(answer, found)) {
          wrong.add(
              each.getKey()
                  + " is "
                  + answer.statusCode()
                  + " with "
                  + answer.body().length
                  + " bytes; promised "
                  + state);
        }
        each.setValue(new KeyState(found, Optional.empty(), changes.incrementAndGet()));
      }
      wrong.addAll(buckets.check(http, endpoint));
      wrong.addAll(versions.check(http, endpoint));
      wrong.addAll(relaxed.check(http, endpoint, end));
    } catch (IOException e) {
      wrong.add("the node does not answer: " + e);
    }
    return wrong;
  }

  /** One client, confined to its thread. */
  private final class Client {

    private final BucketClient bucket;
    private final int number;
    private final Random random;

    Client(BucketClient bucket, int number, Random random) {
      this.bucket = bucket;
      this.number = number;
      this.random = random;
    }

    void run() {
      try {
        while (writeOnce()) {
          acknowledged.incrementAndGet();
        }
      } catch (IOException e) {
        // The node is gone, which is what the test is about; the key stays uncertain.
      }
    }

    /**
     * One write; false when the node refused it, as it does when it is shutting down or read-only.
     */
    private boolean writeOnce() throws IOException {
      String key = "client-" + number + "/key-" + random.nextInt(KEYS_PER_CLIENT);
      Optional<Body> before = Optional.ofNullable(states.get(key)).flatMap(KeyState::durable);
      int kind = random.nextInt(100);
      Optional<Body> next =
          kind < 15 ? Optional.empty() : Optional.of(new Body(random.nextLong(), size(kind)));
      states.put(key, new KeyState(before, Optional.of(next), changes.incrementAndGet()));
      if (write(key, kind, next) / 100 != 2) {
        return false;
      }
      states.put(key, new KeyState(next, Optional.empty(), changes.incrementAndGet()));
      return true;
    }

    private int size(int kind) {
      if (kind < 55) {
        return random.nextInt(8193);
      }
      if (kind < 80) {
        return random.nextInt(256 << 10);
      }
      return kind < 97
          ? random.nextInt(1 << 20)
          : BucketClient.MIN_PART + 1 + random.nextInt(1 << 20);
    }

    private int write(String key, int kind, Optional<Body> next) throws IOException {
      if (next.isEmpty()) {
        return bucket.delete(key);
      }
      byte[] bytes = next.get().bytes();
      return kind < 90
          ? bucket.put(key, bytes)
          : kind < 97 ? copy(key, bytes) : bucket.multipart(key, bytes);
    }

    /**
     * Writes the body under a name of its own and copies it; the source is not checked, the copy
     * is.
     */
    private int copy(String key, byte[] bytes) throws IOException {
      int status = bucket.put(key + ".source", bytes);
      return status == 200 ? bucket.copy(key + ".source", key) : status;
    }
  }
}
