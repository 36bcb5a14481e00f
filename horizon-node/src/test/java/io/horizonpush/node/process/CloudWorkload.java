package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginListing;
import io.horizonpush.fallback.origin.OriginPage;
import io.horizonpush.fallback.origin.OriginWrite;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What clients do with a bucket that stands before an origin, while another one writes to that and
 * an operator lets bytes go: for each key it is known what may be there. Each key belongs to one
 * client, so that only what was on its way when the node ended is uncertain.
 */
final class CloudWorkload {

  static final String BUCKET = "cloudy";

  private static final int CLIENTS = 3;
  private static final int KEYS = 8;

  /** How long the evictor waits between two rounds. */
  private static final long PAUSE = 150;

  private static final int SHORT = 200;
  private static final int MEDIUM = 200_000;
  private static final int LARGE = 1_500_000;
  private static final int IN_PIECES = 17 << 20;

  /** A body; a negative length for nothing. */
  private record Value(long seed, int length) {

    static final Value NOTHING = new Value(0, -1);

    byte[] bytes() {
      byte[] bytes = new byte[length];
      new Random(seed).nextBytes(bytes);
      return bytes;
    }
  }

  private final HttpClient http;
  private final Origin origin;
  private final Map<String, Set<Value>> possible = new ConcurrentHashMap<>();
  private final List<List<String>> keys = new ArrayList<>();
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final AtomicLong writes = new AtomicLong();
  private final AtomicLong reads = new AtomicLong();
  private final AtomicLong filled = new AtomicLong();
  private final AtomicLong evicted = new AtomicLong();
  private final AtomicLong names = new AtomicLong();

  CloudWorkload(HttpClient http, Origin origin) {
    this.http = http;
    this.origin = origin;
    for (int client = 0; client < CLIENTS; client++) {
      List<String> own = new ArrayList<>();
      for (int i = 0; i < KEYS; i++) {
        String key = "client-" + client + "/key-" + i;
        own.add(key);
        possible.put(key, Set.of(Value.NOTHING));
      }
      keys.add(own);
    }
  }

  /** Lets all work until the node ends. */
  void run(NodeUnderTest node, long seed) {
    List<Thread> threads = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      int number = client;
      threads.add(Thread.ofPlatform().start(() -> work(node, number, new Random(seed + number))));
    }
    threads.add(Thread.ofPlatform().start(() -> evict(node)));
    threads.forEach(CloudWorkload::join);
    assertThat(failures).isEmpty();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void work(NodeUnderTest node, int number, Random random) {
    BucketClient client = new BucketClient(http, node.s3(), BUCKET);
    try {
      while (failures.isEmpty()) {
        step(client, number, random);
      }
    } catch (IOException e) {
      // It was killed.
    } catch (Throwable e) {
      failures.add(e);
    }
  }

  private void step(BucketClient client, int number, Random random) throws IOException {
    List<String> own = keys.get(number);
    int dice = random.nextInt(100);
    if (dice < 6) {
      own.add(writeElsewhere(number, random));
      return;
    }
    String key = own.get(random.nextInt(own.size()));
    if (dice < 45) {
      Value value = value(random);
      may(key, value);
      assertThat(client.put(key, value.bytes())).as(key).isEqualTo(200);
      is(key, value);
    } else if (dice < 58) {
      may(key, Value.NOTHING);
      assertThat(client.delete(key)).as(key).isEqualTo(204);
      is(key, Value.NOTHING);
    } else {
      read(client, key);
    }
  }

  /** Somebody else writes an object to the origin that the node never heard of. */
  private String writeElsewhere(int number, Random random) {
    String key = "elsewhere-%d/%d".formatted(number, names.incrementAndGet());
    Value value = new Value(random.nextLong(), 1 + random.nextInt(LARGE));
    origin.put(OriginWrite.of(key, value.length()), () -> new ByteArrayInputStream(value.bytes()));
    possible.put(key, Set.of(value));
    return key;
  }

  private static Value value(Random random) {
    int dice = random.nextInt(100);
    int longest = dice < 30 ? SHORT : dice < 70 ? MEDIUM : LARGE;
    return new Value(
        random.nextLong(),
        dice == 99 ? IN_PIECES + random.nextInt(LARGE) : random.nextInt(longest));
  }

  private void may(String key, Value value) {
    Set<Value> both = ConcurrentHashMap.newKeySet();
    both.addAll(possible.getOrDefault(key, Set.of()));
    both.add(value);
    possible.put(key, both);
  }

  private void is(String key, Value value) {
    possible.put(key, Set.of(value));
    writes.incrementAndGet();
  }

  /** Reads a key, which then is what was read: nothing that was on its way comes any more. */
  private void read(BucketClient client, String key) throws IOException {
    HttpResponse<byte[]> answer = client.get(key);
    reads.incrementAndGet();
    if (answer.headers().firstValue("x-horizon-source").orElse("").startsWith("origin=")) {
      filled.incrementAndGet();
    }
    Value found = found(key, answer);
    possible.put(key, Set.of(found));
  }

  private Value found(String key, HttpResponse<byte[]> answer) {
    Set<Value> values = possible.getOrDefault(key, Set.of());
    if (answer.statusCode() == 404) {
      assertThat(values).as("%s is not there", key).contains(Value.NOTHING);
      return Value.NOTHING;
    }
    assertThat(answer.statusCode()).as(key).isEqualTo(200);
    return values.stream()
        .filter(each -> each.length() == answer.body().length)
        .filter(each -> Arrays.equals(each.bytes(), answer.body()))
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "%s has %d bytes that nobody wrote last, of %s"
                        .formatted(key, answer.body().length, values)));
  }

  private void evict(NodeUnderTest node) {
    try {
      while (failures.isEmpty()) {
        JsonNode report =
            node.order("/admin/v1/cache/evict", "{\"bucket\":\"" + BUCKET + "\",\"prefix\":\"\"}");
        do {
          CrashChecks.letPass(PAUSE);
          report = node.ask("/admin/v1/cache/evict/" + report.at("/id").asLong());
        } while (report.at("/state").asText().equalsIgnoreCase("running"));
        evicted.addAndGet(report.at("/blobs").asLong());
      }
    } catch (UncheckedIOException e) {
      // It was killed.
    } catch (Throwable e) {
      failures.add(e);
    }
  }

  /** Reads every key. */
  void check(NodeUnderTest node) throws IOException {
    BucketClient client = new BucketClient(http, node.s3(), BUCKET);
    for (String key : possible.keySet()) {
      read(client, key);
    }
  }

  /** The origin has what the bucket has, once nothing waits any more. */
  void checkOrigin() throws IOException {
    Set<String> there = new TreeSet<>();
    OriginListing listing = OriginListing.of("");
    OriginPage page = origin.list(listing);
    page.entries().forEach(entry -> there.add(entry.key()));
    while (page.next().isPresent()) {
      page = origin.list(listing.behind(page.next().get()));
      page.entries().forEach(entry -> there.add(entry.key()));
    }
    Set<String> expected = new TreeSet<>();
    for (Map.Entry<String, Set<Value>> each : possible.entrySet()) {
      Value value = each.getValue().iterator().next();
      if (value.length() >= 0) {
        expected.add(each.getKey());
        try (var body = origin.open(each.getKey(), Optional.empty(), Optional.empty())) {
          assertThat(body.readAllBytes()).as(each.getKey()).isEqualTo(value.bytes());
        }
      }
    }
    assertThat(there).isEqualTo(expected);
  }

  long writes() {
    return writes.get();
  }

  long filled() {
    return filled.get();
  }

  long evicted() {
    return evicted.get();
  }

  String figures() {
    return "%d acknowledged writes, %d reads, %d of them from the origin, %d evictions"
        .formatted(writes.get(), reads.get(), filled.get(), evicted.get());
  }
}
