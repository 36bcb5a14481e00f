package io.horizonpush.node.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients of a bucket whose writes do not wait for the disk. A power cut may take a key back to any
 * state since the last look, but to no other; the end of the process takes nothing. Each client
 * owns its keys.
 */
final class RelaxedWorkload {

  /** Its durability is relaxed. */
  static final String BUCKET = "crash-relaxed";

  private static final int CLIENTS = 3;
  private static final int KEYS = 12;

  private final Map<String, KeyState> states = new ConcurrentHashMap<>();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong forgotten = new AtomicLong();
  private final long seed;

  /**
   * What is known of a key.
   *
   * @param past all acknowledged states since the last look, the last one last
   * @param uncertain a write that was sent and not answered
   */
  private record KeyState(List<Optional<Body>> past, Optional<Optional<Body>> uncertain) {

    static final KeyState FRESH = new KeyState(List.of(Optional.empty()), Optional.empty());

    KeyState with(Optional<Body> acknowledged) {
      List<Optional<Body>> longer = new ArrayList<>(past);
      longer.add(acknowledged);
      return new KeyState(List.copyOf(longer), Optional.empty());
    }

    /** The states that it may be in now. */
    List<Optional<Body>> possible(Workload.End end) {
      List<Optional<Body>> possible =
          new ArrayList<>(
              switch (end) {
                case PROCESS -> List.of(past.getLast());
                case POWER -> past.reversed();
              });
      uncertain.ifPresent(possible::add);
      return possible;
    }
  }

  RelaxedWorkload(long seed) {
    this.seed = seed;
  }

  /** What there is to say of a run. */
  String figures() {
    return "%d relaxed writes, of which power cuts took %d keys back"
        .formatted(acknowledged.get(), forgotten.get());
  }

  /** Lets the clients work until the node is gone. */
  void run(HttpClient http, URI endpoint, int round, ExecutorService threads) {
    BucketClient bucket = new BucketClient(http, endpoint, BUCKET);
    for (int client = 0; client < CLIENTS; client++) {
      int number = client;
      Random random = new Random(seed + 61L * round + number);
      threads.execute(() -> run(bucket, number, random));
    }
  }

  private void run(BucketClient bucket, int number, Random random) {
    try {
      while (writeOnce(bucket, "client-" + number + "/key-" + random.nextInt(KEYS), random)) {
        acknowledged.incrementAndGet();
      }
    } catch (IOException e) {
      // The node is gone; the key stays uncertain.
    }
  }

  private boolean writeOnce(BucketClient bucket, String key, Random random) throws IOException {
    KeyState before = states.getOrDefault(key, KeyState.FRESH);
    int kind = random.nextInt(10);
    Optional<Body> next =
        kind < 2 ? Optional.empty() : Optional.of(new Body(random.nextLong(), size(kind, random)));
    states.put(key, new KeyState(before.past(), Optional.of(next)));
    int status = next.isEmpty() ? bucket.delete(key) : bucket.put(key, next.get().bytes());
    if (status / 100 == 2) {
      states.put(key, before.with(next));
    }
    return status / 100 == 2;
  }

  private static int size(int kind, Random random) {
    return kind < 5
        ? random.nextInt(16 << 10)
        : kind < 8 ? random.nextInt(256 << 10) : random.nextInt(1 << 20);
  }

  /** Keys that are in none of the states that they may be in. Settles all. */
  List<String> check(HttpClient http, URI endpoint, Workload.End end) throws IOException {
    BucketClient bucket = new BucketClient(http, endpoint, BUCKET);
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, KeyState> each : states.entrySet()) {
      KeyState state = each.getValue();
      HttpResponse<byte[]> answer = bucket.get(each.getKey());
      Optional<Optional<Body>> found =
          state.possible(end).stream().filter(body -> Body.matches(answer, body)).findFirst();
      if (found.isEmpty()) {
        wrong.add(
            "%s/%s is %d with %d bytes; of its states %s"
                .formatted(
                    BUCKET,
                    each.getKey(),
                    answer.statusCode(),
                    answer.body().length,
                    state.possible(end)));
      } else if (!found.get().equals(state.past().getLast()) && !found.equals(state.uncertain())) {
        forgotten.incrementAndGet();
      }
      each.setValue(new KeyState(List.of(found.orElse(state.past().getLast())), Optional.empty()));
    }
    return wrong;
  }
}
