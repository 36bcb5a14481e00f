package io.horizonpush.iroh.keep;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.keep.PromiseBook.Noted;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.store.BlobStore.Eviction;
import io.horizonpush.s3.store.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Histories of five nodes that evict what others promise to keep, restart, lose each other, hear
 * late or never, and whose clocks somebody moves: every blob has a holder after every step, and
 * whoever is counted on keeps what it promised; every blob has a holder, too, where clocks go at
 * any speed. HORIZON_PROMISE_HISTORIES sets the number of histories, HORIZON_HISTORIES_SEED repeats
 * a run.
 */
@Timeout(1800)
class PromiseHistoriesTest {

  private static final int HISTORIES =
      Integer.parseInt(System.getenv().getOrDefault("HORIZON_PROMISE_HISTORIES", "10"));
  private static final int NODES = 5;
  private static final int BLOBS = 3;
  private static final int STEPS = 150;

  @TempDir Path directory;

  private final long seed =
      Optional.ofNullable(System.getenv("HORIZON_HISTORIES_SEED"))
          .map(Long::parseLong)
          .orElseGet(System::nanoTime);
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-29T00:00:00Z"));
  private final List<KeepingNode> nodes = new ArrayList<>();

  /** Who has which bucket, those of earlier histories among them. */
  private final Map<BucketId, List<Integer>> members = new HashMap<>();

  private int evictions;
  private int refused;

  private void open(int... speeds) throws IOException {
    for (int i = 0; i < NODES; i++) {
      Path folder = Files.createDirectories(directory.resolve("node-" + i));
      nodes.add(new KeepingNode(i, folder, now::get, speeds[i]));
    }
  }

  @AfterEach
  void close() {
    nodes.forEach(KeepingNode::close);
  }

  @Test
  void everyBlob_hasAHolder_whateverIsEvicted_andWhoeverPromisedKeepsItsWord() throws IOException {
    open(1, 1, 1, 1, 1);
    play(true);
  }

  @Test
  void everyBlob_hasAHolder_howFastClocksEverGo() throws IOException {
    open(1, 30, 1, 100, 10);
    play(false);
  }

  /**
   * @param timely whether clocks go fast enough for promises to be kept
   */
  private void play(boolean timely) {
    System.out.println("seed " + seed + ", " + HISTORIES + " histories of promises");
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < HISTORIES; i++) {
      new History(i, random.split(), timely).run();
    }
    assertThat(evictions).as("evictions").isGreaterThan(HISTORIES);
    assertThat(refused).as("evictions that were refused").isGreaterThan(HISTORIES);
    System.out.println(evictions + " evictions, " + refused + " refused");
  }

  /** A question or an answer on its way. */
  private record Message(int from, int to, int start, Noted noted, Optional<byte[]> answer) {}

  /** What a bucket names. */
  private record Named(BucketId bucket, BlobHash blob) {}

  private final class History {

    private final int number;
    private final SplittableRandom random;
    private final boolean timely;
    private final List<Named> named = new ArrayList<>();
    private final List<BucketId> buckets = new ArrayList<>();
    private final Set<Set<Integer>> cut = new HashSet<>();
    private final List<Message> messages = new ArrayList<>();
    private final int[] starts = new int[NODES];
    private final List<String> steps = new ArrayList<>();

    private History(int number, SplittableRandom random, boolean timely) {
      this.timely = timely;
      this.number = number;
      this.random = random;
    }

    void run() {
      bucket("all", List.of(0, 1, 2, 3, 4));
      bucket("some", List.of(0, 1, 2));
      for (int i = 0; i < NODES; i++) {
        int self = i;
        nodes.get(i).hasSource =
            (bucket, blob) -> source(self, new Named(bucket, blob)).isPresent();
        nodes.get(i).line = (member, question) -> exchange(self, member, question);
      }
      fill();
      check();
      for (int step = 0; step < STEPS; step++) {
        step();
        check();
      }
      cut.clear();
      nodes.forEach(node -> node.ahead = Duration.ZERO);
    }

    private void bucket(String name, List<Integer> who) {
      BucketId id = BucketId.of(Bytes.random(number * 10 + name.length(), 16));
      Set<NodeId> ids = who.stream().map(each -> nodes.get(each).id).collect(Collectors.toSet());
      who.forEach(each -> nodes.get(each).join(id, name + "-" + number, ids));
      members.put(id, who);
      buckets.add(id);
    }

    /** Some of the blobs are in both buckets. */
    private void fill() {
      for (int i = 0; i < BLOBS; i++) {
        byte[] content = Bytes.random(number * 100 + i, i == 0 ? 300_000 : 20_000);
        for (BucketId bucket : buckets) {
          if (i == 0 || random.nextInt(3) > 0) {
            fill(bucket, content);
          }
        }
      }
    }

    private void fill(BucketId bucket, byte[] content) {
      List<Integer> who = members(bucket);
      int writer = who.get(random.nextInt(who.size()));
      BlobHash blob = nodes.get(writer).put(bucket, content);
      named.add(new Named(bucket, blob));
      for (int each : who) {
        if (each != writer) {
          nodes.get(each).name(bucket, blob, content);
          if (random.nextInt(3) > 0) {
            nodes.get(each).take(bucket, blob);
          }
        }
      }
    }

    private void step() {
      Named what = named.get(random.nextInt(named.size()));
      List<Integer> who = members(what.bucket());
      int number = who.get(random.nextInt(who.size()));
      KeepingNode node = nodes.get(number);
      switch (random.nextInt(20)) {
        case 0, 1, 2 -> {
          note("evict", number, what);
          count(node.evictor.evict(List.of(what.blob())).blobs() > 0);
        }
        case 3, 4 -> {
          note("evict by what is known", number, what);
          count(node.stores.content().evict(what.blob(), node.rule) instanceof Eviction.Evicted);
        }
        case 5, 6 -> ask(number, what, who);
        case 7, 8, 9 -> deliver();
        case 10, 11 -> {
          note("fetch", number, what);
          fetch(number, what);
        }
        case 12 -> {
          note("restart", number, what);
          starts[number]++;
          node.restart();
        }
        case 13 -> {
          Set<Integer> pair = Set.of(number, (number + 1 + random.nextInt(NODES - 1)) % NODES);
          note(cut.contains(pair) ? "heal " + pair : "cut " + pair, number, what);
          if (!cut.remove(pair)) {
            cut.add(pair);
          }
        }
        case 14, 15 -> {
          Duration more = Duration.ofMinutes(random.nextInt(1, 20 * 60));
          note("time goes on by " + more, number, what);
          now.updateAndGet(time -> time.plus(more));
        }
        case 16 -> {
          node.ahead = Duration.ofHours(random.nextInt(-60, 60));
          note("clock is ahead by " + node.ahead, number, what);
        }
        default -> {
          note("renew", number, what);
          node.keepOn();
        }
      }
    }

    private void note(String what, int node, Named blob) {
      steps.add("node %d: %s %s".formatted(node, what, blob.blob().hex().substring(0, 6)));
    }

    private void count(boolean evicted) {
      if (evicted) {
        evictions++;
        steps.add("  evicted");
      } else {
        refused++;
      }
    }

    private void ask(int from, Named what, List<Integer> who) {
      int to = who.get(random.nextInt(who.size()));
      if (to != from) {
        note("asks " + to, from, what);
        KeepingNode node = nodes.get(from);
        Noted noted =
            node.book.note(node.row(what.bucket()), nodes.get(to).id, List.of(what.blob()));
        messages.add(new Message(from, to, starts[from], noted, Optional.empty()));
      }
    }

    /** Late, in any order, or never. */
    private void deliver() {
      if (messages.isEmpty()) {
        return;
      }
      Message message = messages.remove(random.nextInt(messages.size()));
      if (random.nextInt(8) == 0) {
        return;
      }
      if (message.answer().isEmpty()) {
        steps.add("node %d hears %d".formatted(message.to(), message.from()));
        byte[] frame = message.noted().question().encode();
        byte[] answer = nodes.get(message.to()).desk.answer(nodes.get(message.from()).id, frame);
        messages.add(
            new Message(
                message.from(),
                message.to(),
                message.start(),
                message.noted(),
                Optional.of(answer)));
      } else if (message.start() == starts[message.from()]) {
        steps.add("node %d is answered by %d".formatted(message.from(), message.to()));
        nodes
            .get(message.from())
            .book
            .take(message.noted(), KeepAnswer.decode(message.answer().get()));
      }
    }

    private Optional<byte[]> exchange(int from, NodeId member, byte[] question) {
      int to = nodes.stream().map(node -> node.id).toList().indexOf(member);
      if (cut.contains(Set.of(from, to)) || random.nextInt(10) == 0) {
        return Optional.empty();
      }
      byte[] answer = nodes.get(to).desk.answer(nodes.get(from).id, question);
      return random.nextInt(10) == 0 ? Optional.empty() : Optional.of(answer);
    }

    private void fetch(int number, Named what) {
      if (!nodes.get(number).holds(what.bucket(), what.blob())
          && source(number, what).isPresent()) {
        nodes.get(number).take(what.bucket(), what.blob());
      }
    }

    private Optional<Integer> source(int number, Named what) {
      return members(what.bucket()).stream()
          .filter(each -> each != number && !cut.contains(Set.of(number, each)))
          .filter(each -> nodes.get(each).holds(what.bucket(), what.blob()))
          .findFirst();
    }

    private List<Integer> members(BucketId bucket) {
      return members.getOrDefault(bucket, List.of());
    }

    private void check() {
      for (Named each : named) {
        List<Integer> who = members(each.bucket());
        List<Integer> holders =
            who.stream().filter(node -> nodes.get(node).holds(each.bucket(), each.blob())).toList();
        assertThat(holders).as(() -> story("nobody has", each)).isNotEmpty();
        for (int node : who) {
          if (timely && nodes.get(node).relies(each.bucket(), each.blob())) {
            assertThat(ids(holders))
                .as(() -> story("a promise is broken to node " + node + " for", each))
                .containsAll(nodes.get(node).keepers(each.bucket(), each.blob()));
          }
        }
      }
    }

    private List<NodeId> ids(List<Integer> numbers) {
      return numbers.stream().map(each -> nodes.get(each).id).toList();
    }

    private String story(String what, Named blob) {
      return "seed %d, history %d: %s %s%n%s"
          .formatted(seed, number, what, blob, String.join("\n", steps));
    }
  }
}
