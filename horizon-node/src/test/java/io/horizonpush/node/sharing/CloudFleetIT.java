package io.horizonpush.node.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.fallback.Origins;
import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginConnection;
import io.horizonpush.fallback.origin.OriginCredentials;
import io.horizonpush.fallback.origin.OriginDescription;
import io.horizonpush.fallback.origin.OriginLimits;
import io.horizonpush.fallback.origin.OriginType;
import io.horizonpush.fallback.origin.OriginWrite;
import io.horizonpush.fallback.origin.Secret;
import io.horizonpush.fallback.server.FaultyOrigin;
import io.horizonpush.fallback.server.S3ProxyServer;
import io.horizonpush.node.process.NodeUnderTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One bucket before one origin, on several nodes: what comes from there once is enough for all. */
class CloudFleetIT {

  private static final int KEYS = 200;
  private static final int LARGE = 700_000;
  private static final int SMALL = 30_000;

  /** On a busy machine a member may take long for what takes milliseconds. */
  private static final String PATIENT = "fetch.peer-patience=30s";

  @TempDir private Path folder;

  private static byte[] bytes(int seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static byte[] object(int number) {
    return bytes(number, number % 8 == 0 ? LARGE : SMALL);
  }

  private static String key(int number) {
    return "object-" + number;
  }

  @Test
  void whatAMemberReadFromTheOrigin_othersHaveFromIt_whetherOrNotTheyHaveAccess() throws Exception {
    byte[] large = bytes(1, 2_000_000);
    byte[] small = bytes(2, 50_000);
    try (FaultyOrigin cloud = FaultyOrigin.start()) {
      cloud.put("large", large, 1);
      cloud.put("small", small, 1);
      try (CloudFleet fleet = CloudFleet.start(folder, cloud.url(), 2, 1, "--set", PATIENT)) {
        NodeUnderTest first = fleet.nodes.getFirst();
        assertThat(fleet.ask(first, "GET", "large").body()).isEqualTo(large);
        assertThat(fleet.ask(first, "GET", "small").body()).isEqualTo(small);
        for (NodeUnderTest other : fleet.nodes.subList(1, 3)) {
          for (String key : List.of("large", "small")) {
            await()
                .atMost(CloudFleet.PATIENCE)
                .ignoreExceptions() // Nothing is known of the key yet.
                .untilAsserted(
                    () ->
                        assertThat(
                                other
                                    .ask("/admin/v1/buckets/cold/objects?key=" + key)
                                    .at("/versions/0/content/blobs"))
                            .hasSize(1));
          }
          assertThat(fleet.ask(other, "GET", "large").body()).isEqualTo(large);
          assertThat(fleet.ask(other, "GET", "small").body()).isEqualTo(small);
        }
        assertThat(cloud.count("GET")).isEqualTo(2);
        assertThat(first.metrics()).contains("horizon_sync_refused_total 0.0");
      }
    }
  }

  @Test
  void whatFourNodesReadAtOnce_comesFromTheOriginOnce() throws Exception {
    try (FaultyOrigin cloud = FaultyOrigin.start()) {
      long total = 0;
      for (int i = 0; i < KEYS; i++) {
        cloud.put(key(i), object(i), 1);
        total += object(i).length;
      }
      try (CloudFleet fleet = CloudFleet.start(folder, cloud.url(), 4, 0, "--set", PATIENT)) {
        readAll(fleet, fleet.nodes);
        System.out.printf(
            "%d keys on four nodes: %d GETs, %d of %d bytes, %d HEADs%n",
            KEYS, cloud.count("GET"), cloud.sent(), total, cloud.count("HEAD"));
      }
      assertThat(cloud.count("GET")).isBetween((long) KEYS, KEYS + KEYS / 20L);
      assertThat(cloud.sent()).isBetween(total, total + total / 20);
    }
  }

  @Test
  void aNodeThatDiesMeanwhile_hurtsNobody() throws Exception {
    try (FaultyOrigin cloud = FaultyOrigin.start()) {
      for (int i = 0; i < KEYS; i++) {
        cloud.put(key(i), object(i), 1);
      }
      try (CloudFleet fleet = CloudFleet.start(folder, cloud.url(), 4, 0)) {
        List<NodeUnderTest> others = fleet.nodes.subList(0, 3);
        Thread killer =
            Thread.ofVirtual()
                .start(
                    () -> {
                      await()
                          .atMost(CloudFleet.PATIENCE)
                          .until(() -> cloud.count("GET") > KEYS / 4);
                      fleet.nodes.get(3).kill();
                    });
        readAll(fleet, others);
        killer.join();
        readAll(fleet, others);
      }
    }
  }

  /** Reads every object on each of some nodes, all at the same time. */
  private static void readAll(CloudFleet fleet, List<NodeUnderTest> nodes) throws Exception {
    List<Future<?>> reads = new ArrayList<>();
    List<ExecutorService> clients = new ArrayList<>();
    try {
      for (NodeUnderTest node : nodes) {
        ExecutorService client = Executors.newFixedThreadPool(4);
        clients.add(client);
        for (int i = 0; i < KEYS; i++) {
          int number = i;
          reads.add(client.submit(() -> read(fleet, node, number)));
        }
      }
      for (Future<?> read : reads) {
        read.get();
      }
    } finally {
      clients.forEach(ExecutorService::shutdownNow);
    }
  }

  private static Void read(CloudFleet fleet, NodeUnderTest node, int number) throws IOException {
    HttpResponse<byte[]> answer = fleet.ask(node, "GET", key(number));
    assertThat(answer.statusCode())
        .as(() -> key(number) + ": " + new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    assertThat(answer.body()).as(key(number)).isEqualTo(object(number));
    return null;
  }

  private static void put(S3ProxyServer cloud, String key, byte[] bytes) {
    try (Origins origins = new Origins(OriginLimits.USUAL)) {
      Origin origin =
          origins.open(
              new OriginConnection(
                  OriginDescription.of(
                      OriginDescription.Input.of(OriginType.S3, S3ProxyServer.BUCKET)
                          .withEndpoint(cloud.url().toString())),
                  new OriginCredentials.AccessKey(
                      S3ProxyServer.ACCESS_KEY, new Secret(S3ProxyServer.SECRET_KEY)),
                  true));
      origin.put(OriginWrite.of(key, bytes.length), () -> new ByteArrayInputStream(bytes));
    }
  }

  @Test
  void aNodeWithoutAccess_readsListsAndDescribes_throughAMemberThatHasIt() throws Exception {
    byte[] large = bytes(3, 3_000_000);
    Path store = Files.createDirectory(folder.resolve("store"));
    try (S3ProxyServer cloud = S3ProxyServer.start(store);
        CloudFleet fleet = CloudFleet.start(folder, cloud.url(), 1, 1)) {
      NodeUnderTest member = fleet.nodes.getFirst();
      NodeUnderTest without = fleet.nodes.get(1);
      put(cloud, "large", large);
      put(cloud, "sub/small", "small".getBytes(StandardCharsets.UTF_8));

      HttpResponse<byte[]> head = fleet.ask(without, "HEAD", "large");
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.headers().firstValueAsLong("content-length")).hasValue(large.length);
      assertThat(head.headers().firstValue("x-horizon-source")).contains("peer");
      HttpResponse<byte[]> listed = fleet.ask(without, "GET", "?list-type=2&delimiter=/");
      assertThat(new String(listed.body(), StandardCharsets.UTF_8))
          .contains("<Key>large</Key>", "<Prefix>sub/</Prefix>");
      HttpResponse<byte[]> got = fleet.ask(without, "GET", "large");
      assertThat(got.body()).isEqualTo(large);
      assertThat(got.headers().firstValue("x-horizon-source")).contains("peer");
      assertThat(fleet.ask(without, "GET", "sub/small").body())
          .isEqualTo("small".getBytes(StandardCharsets.UTF_8));
      assertThat(fleet.ask(without, "GET", "nowhere").statusCode()).isEqualTo(404);

      member.stop();
      assertThat(fleet.ask(without, "GET", "large").body()).isEqualTo(large);
      HttpResponse<byte[]> unknown = fleet.ask(without, "GET", "never-asked-for");
      assertThat(unknown.statusCode()).isEqualTo(503);
      assertThat(new String(unknown.body(), StandardCharsets.UTF_8))
          .contains("no member that has is connected");
    }
  }
}
