package io.horizonpush.node.process;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Mixed writes of several clients that remember what was promised to them.
 *
 * <p>Each client owns its keys, so that for every key there is one last acknowledged state and at
 * most one write whose outcome is unknown. After a crash a key must be in one of these two states,
 * byte for byte.
 */
final class Workload {

  static final String BUCKET = "horizon_bucket";

  /** The number of clients where no other is wanted. */
  static final int CLIENTS = 12;

  private static final int COLLECT_EVERY_MILLIS = 200;
  private static final int KEYS_PER_CLIENT = 20;
  private static final int MIN_PART = 5 << 20;

  private final Map<String, KeyState> states = new ConcurrentHashMap<>();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong collections = new AtomicLong();
  private final BucketWorkload buckets = new BucketWorkload();
  private final VersionWorkload versions;
  private final long seed;
  private final int clientCount;

  /** A body that can be made again: nothing is an object that is not there. */
  record Body(long seed, int size) {

    byte[] bytes() {
      byte[] bytes = new byte[size];
      new Random(seed).nextBytes(bytes);
      return bytes;
    }
  }

  /**
   * What is known of a key.
   *
   * @param durable the last acknowledged state
   * @param uncertain a write that was sent and not answered
   */
  private record KeyState(Optional<Body> durable, Optional<Optional<Body>> uncertain) {}

  Workload(long seed, int clientCount) {
    this.seed = seed;
    this.clientCount = clientCount;
    this.versions = new VersionWorkload(seed);
  }

  /** The number of writes that were answered with success so far. */
  long acknowledged() {
    return acknowledged.get() + versions.acknowledged();
  }

  /** What there is to say of versions and locks. */
  String versionFigures() {
    return versions.figures();
  }

  /** The number of garbage collections that ended so far. */
  long collections() {
    return collections.get();
  }

  /**
   * Writes until the node is gone, which {@code whileRunning} sees to. Meanwhile buckets come and
   * go, versions are written, locked and removed, and every second round garbage is collected all
   * the time.
   */
  void run(NodeUnderTest node, int round, Runnable whileRunning) {
    URI endpoint = node.s3();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (int client = 0; client < clientCount; client++) {
        int number = client;
        clients.execute(
            () ->
                new Client(http, endpoint, number, new Random(seed + 31L * round + number)).run());
      }
      clients.execute(() -> buckets.run(http, endpoint));
      versions.run(http, endpoint, round, clients);
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
  List<String> check(URI endpoint) {
    List<String> wrong = new ArrayList<>();
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (Map.Entry<String, KeyState> each : states.entrySet()) {
        HttpResponse<byte[]> answer = send(http, request(endpoint, each.getKey(), "").GET());
        KeyState state = each.getValue();
        Optional<Body> found =
            matching(answer, state.durable())
                ? state.durable()
                : state.uncertain().filter(body -> matching(answer, body)).orElse(state.durable());
        if (!matching(answer, found)) {
          wrong.add(
              each.getKey()
                  + " is "
                  + answer.statusCode()
                  + " with "
                  + answer.body().length
                  + " bytes; promised "
                  + state);
        }
        each.setValue(new KeyState(found, Optional.empty()));
      }
      wrong.addAll(buckets.check(http, endpoint));
      wrong.addAll(versions.check(http, endpoint));
    } catch (IOException e) {
      wrong.add("the node does not answer: " + e);
    }
    return wrong;
  }

  private static boolean matching(HttpResponse<byte[]> answer, Optional<Body> body) {
    return body.isPresent()
        ? answer.statusCode() == 200 && Arrays.equals(answer.body(), body.get().bytes())
        : answer.statusCode() == 404;
  }

  private static HttpRequest.Builder request(URI endpoint, String key, String query) {
    return HttpRequest.newBuilder(URI.create(endpoint + "/" + BUCKET + "/" + key + query))
        .timeout(Duration.ofSeconds(40));
  }

  static HttpResponse<byte[]> send(HttpClient http, HttpRequest.Builder request)
      throws IOException {
    try {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** One client, confined to its thread. */
  private final class Client {

    private final HttpClient http;
    private final URI endpoint;
    private final int number;
    private final Random random;

    Client(HttpClient http, URI endpoint, int number, Random random) {
      this.http = http;
      this.endpoint = endpoint;
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
      KeyState before = states.getOrDefault(key, new KeyState(Optional.empty(), Optional.empty()));
      int kind = random.nextInt(100);
      Optional<Body> next =
          kind < 15 ? Optional.empty() : Optional.of(new Body(random.nextLong(), size(kind)));
      states.put(key, new KeyState(before.durable(), Optional.of(next)));
      int status =
          next.isEmpty()
              ? send(http, request(endpoint, key, "").DELETE()).statusCode()
              : kind < 90
                  ? put(key, next.get())
                  : kind < 97 ? copy(key, next.get()) : multipart(key, next.get());
      if (status / 100 != 2) {
        return false;
      }
      states.put(key, new KeyState(next, Optional.empty()));
      return true;
    }

    private int size(int kind) {
      if (kind < 65) {
        return random.nextInt(8193);
      }
      if (kind < 80) {
        return random.nextInt(64 << 10);
      }
      return kind < 97 ? random.nextInt(1 << 20) : MIN_PART + random.nextInt(1 << 20);
    }

    private int put(String key, Body body) throws IOException {
      return send(http, request(endpoint, key, "").PUT(BodyPublishers.ofByteArray(body.bytes())))
          .statusCode();
    }

    /**
     * Writes the body under a name of its own and copies it; the source is not checked, the copy
     * is.
     */
    private int copy(String key, Body body) throws IOException {
      int status = put(key + ".source", body);
      return status != 200
          ? status
          : send(
                  http,
                  request(endpoint, key, "")
                      .header("x-amz-copy-source", BUCKET + "/" + key + ".source")
                      .PUT(BodyPublishers.noBody()))
              .statusCode();
    }

    private int multipart(String key, Body body) throws IOException {
      byte[] bytes = body.bytes();
      HttpResponse<byte[]> created =
          send(http, request(endpoint, key, "?uploads").POST(BodyPublishers.noBody()));
      if (created.statusCode() != 200) {
        return created.statusCode();
      }
      Matcher id =
          Pattern.compile("<UploadId>(.*)</UploadId>")
              .matcher(new String(created.body(), StandardCharsets.UTF_8));
      String upload = id.find() ? id.group(1) : "";
      StringBuilder parts = new StringBuilder();
      for (int part = 1; part <= 2; part++) {
        byte[] slice =
            part == 1
                ? Arrays.copyOf(bytes, MIN_PART)
                : Arrays.copyOfRange(bytes, MIN_PART, bytes.length);
        HttpResponse<byte[]> answer =
            send(
                http,
                request(endpoint, key, "?partNumber=" + part + "&uploadId=" + upload)
                    .PUT(BodyPublishers.ofByteArray(slice)));
        if (answer.statusCode() != 200) {
          return answer.statusCode();
        }
        parts.append(
            "<Part><PartNumber>%d</PartNumber><ETag>%s</ETag></Part>"
                .formatted(part, answer.headers().firstValue("etag").orElse("")));
      }
      return send(
              http,
              request(endpoint, key, "?uploadId=" + upload)
                  .POST(
                      BodyPublishers.ofString(
                          "<CompleteMultipartUpload>" + parts + "</CompleteMultipartUpload>")))
          .statusCode();
    }
  }
}
