package io.horizonpush.node.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.process.Commands;
import io.horizonpush.node.process.NodeUnderTest;
import io.horizonpush.node.testing.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bytes on their way between three nodes, as an operator sees them and what he does with them. */
@Timeout(600)
class TransfersIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration A_WHILE = Duration.ofSeconds(3);
  private static final int LENGTH = 24 << 20;
  private static final String[] SLOW = {"--set", "transfer.rate.down=3MiB"};

  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir private Path folder;

  private NodeUnderTest one;
  private NodeUnderTest two;
  private NodeUnderTest taker;
  private String ticket = "";

  @BeforeEach
  void start() throws Exception {
    one = NodeUnderTest.start(folder.resolve("one"));
    two = NodeUnderTest.start(folder.resolve("two"));
    taker = NodeUnderTest.start(folder.resolve("taker"), SLOW);
    run(one, "bucket", "create", "photos");
    ticket = run(one, "ticket", "export", "photos", "--mode", "read").strip();
    run(two, "ticket", "import", ticket);
    run(taker, "ticket", "import", ticket);
  }

  @AfterEach
  void close() {
    http.close();
    List.of(one, two, taker).forEach(NodeUnderTest::close);
  }

  /** A large object that two nodes have and the third one knows of. */
  private void share(String key) throws Exception {
    assertThat(send(one, "PUT", key, bytes(key, LENGTH)).statusCode()).isEqualTo(200);
    for (NodeUnderTest other : List.of(two, taker)) {
      await().atMost(PATIENCE).until(() -> head(other, key) == 200);
    }
    run(two, "cache", "prefetch", "photos/" + key);
  }

  private static byte[] bytes(String key, int length) {
    byte[] bytes = new byte[length];
    new Random(key.hashCode()).nextBytes(bytes);
    return bytes;
  }

  private int head(NodeUnderTest node, String key) throws Exception {
    return send(node, "HEAD", key, new byte[0]).statusCode();
  }

  private HttpResponse<byte[]> send(NodeUnderTest node, String method, String key, byte[] body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(node.s3() + "/photos/" + key))
            .method(
                method,
                method.equals("PUT") ? BodyPublishers.ofByteArray(body) : BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofByteArray());
  }

  private static String run(NodeUnderTest node, String... arguments) {
    Commands.Result ran = node.command(arguments);
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    return ran.out();
  }

  private String refused(String... arguments) {
    Commands.Result ran = taker.command(arguments);
    assertThat(ran.exitCode()).isNotZero();
    return ran.err();
  }

  private long prefetch(String key) {
    String asked = "{\"bucket\":\"photos\",\"prefix\":\"" + key + "\"}";
    return taker.order("/admin/v1/cache/prefetch", asked).path("id").asLong();
  }

  private JsonNode transfer(long id) {
    return taker.ask("/admin/v1/transfers/" + id);
  }

  private String order(long id, String order) {
    return taker.order("/admin/v1/transfers/" + id + "/" + order, "{}").path("state").asText();
  }

  private void awaitState(long id, String state) {
    await().atMost(PATIENCE).until(() -> transfer(id).path("state").asText().equals(state));
  }

  private void awaitBytes(long id, long least) {
    await().atMost(PATIENCE).until(() -> transfer(id).path("done").asLong() >= least);
  }

  /** What was on its way when the order came may still arrive; then nothing more does. */
  private void staysAsItIs(long id) {
    AtomicLong last = new AtomicLong(-1);
    await()
        .during(A_WHILE)
        .atMost(PATIENCE)
        .until(
            () -> {
              long came = transfer(id).path("came").asLong();
              return last.getAndSet(came) == came;
            });
  }

  private void isComplete(long id, String key) throws Exception {
    JsonNode done = transfer(id);
    assertThat(done.path("done").asLong()).isEqualTo(LENGTH);
    assertThat(done.path("size").asLong()).isEqualTo(LENGTH);
    assertThat(done.path("resent").asLong()).isLessThanOrEqualTo(LENGTH * 2L / 100);
    assertThat(done.path("came").asLong()).isBetween(LENGTH * 3L / 4, LENGTH * 102L / 100);
    assertThat(done.path("ended").asText()).isNotBlank();
    assertThat(done.path("sources")).isNotEmpty();
    System.out.printf("%s: %s%n", key, done);
    assertThat(send(taker, "GET", key, new byte[0]).body()).isEqualTo(bytes(key, LENGTH));
  }

  private void startTaker() {
    taker = NodeUnderTest.start(folder.resolve("taker"), SLOW);
  }

  /** What a follower in a process of its own is told, and when. */
  private final class Follower implements AutoCloseable {

    private record Told(long at, JsonNode transfer) {}

    private final Process process;
    private final List<Told> told = new CopyOnWriteArrayList<>();

    Follower(NodeUnderTest node) throws IOException {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-jar",
                  NodeUnderTest.jar().toString(),
                  "transfers",
                  "--follow",
                  "--json",
                  "--data-dir",
                  node.dataDirectory().toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      Thread.ofPlatform().daemon().name("follower").start(this::read);
    }

    private void read() {
      try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
        lines.lines().forEach(line -> told.add(new Told(System.nanoTime(), Json.read(line))));
      } catch (UncheckedIOException | IOException e) {
        // The process is gone, and its output with it.
      }
    }

    /** Whether it has heard of the prefetch of a key that nothing begins with. */
    boolean isThere() {
      prefetch("nothing");
      return !told.isEmpty();
    }

    boolean heard(long id, String state) {
      return told.stream()
          .map(Told::transfer)
          .anyMatch(
              each -> each.path("id").asLong() == id && each.path("state").asText().equals(state));
    }

    /** The shortest time in which somebody was told five times of one transfer. */
    Duration shortestOfFive() {
      Map<Long, List<Long>> times = new HashMap<>();
      told.forEach(
          each ->
              times
                  .computeIfAbsent(each.transfer().path("id").asLong(), _ -> new ArrayList<>())
                  .add(each.at()));
      long shortest = Long.MAX_VALUE;
      for (List<Long> of : times.values()) {
        for (int i = 5; i < of.size(); i++) {
          shortest = Math.min(shortest, of.get(i) - of.get(i - 5));
        }
      }
      return Duration.ofNanos(shortest);
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  @Test
  void whatAMemberTakes_isListedWhereItIsTaken_asATransferUp() throws Exception {
    share("up");

    await().atMost(PATIENCE).until(() -> up(one).path("came").asLong() == LENGTH);
    JsonNode up = up(one);
    assertThat(up.path("purpose").asText()).isEqualTo("serve");
    assertThat(up.path("bucket").asText()).isEqualTo("photos");
    assertThat(up.path("sources")).hasSize(1);
    assertThat(run(one, "transfers", "--direction", "up"))
        .contains("24.0MiB went", "serve of photos");
    assertThat(run(one, "transfers", "show", up.path("id").asText())).contains("To           ");
    assertThat(run(two, "transfers", "--direction", "up")).contains("There is no such transfer.");
    assertThat(run(two, "transfers", "--direction", "down")).contains("prefetch of photos/up");
    Commands.Result cancelled = one.command("transfers", "cancel", up.path("id").asText());
    assertThat(cancelled.exitCode()).isNotZero();
    assertThat(cancelled.err()).contains("transfer.rate.up");
  }

  private static JsonNode up(NodeUnderTest node) {
    return node.ask("/admin/v1/transfers?direction=up").path("transfers").path(0);
  }

  @Test
  void aPrefetch_isFollowed_paused_andAfterARestartResumed_withNothingSentTwice() throws Exception {
    share("first");
    try (Follower follower = new Follower(taker)) {
      await().atMost(PATIENCE).until(follower::isThere);
      long id = prefetch("first");
      awaitBytes(id, 6 << 20);
      assertThat(order(id, "pause")).isEqualTo("paused");
      await().atMost(PATIENCE).until(() -> follower.heard(id, "paused"));
      assertThat(follower.heard(id, "running")).isTrue();
      staysAsItIs(id);
      long before = transfer(id).path("done").asLong();
      assertThat(before).isBetween(6L << 20, (long) LENGTH - 1);

      assertThat(taker.stop()).isZero();
      startTaker();
      assertThat(taker.ask("/admin/v1/transfers?state=paused").path("transfers")).hasSize(1);
      staysAsItIs(id);
      assertThat(transfer(id).path("done").asLong()).isEqualTo(before);
      HttpResponse<byte[]> read =
          http.send(
              HttpRequest.newBuilder(URI.create(taker.s3() + "/photos/first"))
                  .header("Range", "bytes=" + (LENGTH - 100) + "-")
                  .build(),
              BodyHandlers.ofByteArray());
      assertThat(read.body()).hasSize(100);
      assertThat(transfer(id).path("state").asText()).isEqualTo("paused");

      assertThat(order(id, "resume")).isEqualTo("running");
      awaitState(id, "done");
      await().atMost(PATIENCE).until(() -> follower.heard(id, "done"));
      isComplete(id, "first");
      assertThat(follower.shortestOfFive()).isGreaterThan(Duration.ofMillis(900));
      assertThat(run(taker, "transfers", "--json") + transfer(id) + follower.told + taker.log())
          .contains("photos")
          .doesNotContain(ticket);
    }
  }

  @Test
  void whatIsCancelled_isNotBegunAgainByItself_butWhenItIsTriedAgain() throws Exception {
    share("second");
    long id = prefetch("second");
    awaitBytes(id, 4 << 20);
    assertThat(order(id, "cancel")).isEqualTo("cancelled");
    staysAsItIs(id);
    assertThat(taker.stop()).isZero();
    startTaker();
    assertThat(transfer(id).path("state").asText()).isEqualTo("cancelled");
    staysAsItIs(id);
    assertThat(refused("transfers", "resume", Long.toString(id)))
        .contains("transfer %d is cancelled: there is nothing to resume".formatted(id));
    assertThat(refused("transfers", "show", "9999")).contains("there is no transfer 9999");

    assertThat(order(id, "retry")).isEqualTo("running");
    awaitBytes(id, 8 << 20);
    assertThat(taker.stop()).isZero();
    startTaker();
    assertThat(transfer(id).path("done").asLong()).isLessThan(LENGTH);
    awaitState(id, "done");
    isComplete(id, "second");
    assertThat(refused("transfers", "cancel", Long.toString(id)))
        .contains("transfer %d is done: there is nothing to cancel".formatted(id));
    assertThat(taker.metrics())
        .contains("horizon_transfers_active{purpose=\"prefetch\"} 0.0")
        .contains("horizon_transfers_ended_total{result=\"done\"}");
  }

  @Test
  void aRead_isATransfer_whichCanBeCancelled_andAnotherReadIsNotHarmed() throws Exception {
    share("third");
    var reading =
        http.sendAsync(
            HttpRequest.newBuilder(URI.create(taker.s3() + "/photos/third")).build(),
            BodyHandlers.ofByteArray());
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                !taker
                    .ask("/admin/v1/transfers?purpose=read&state=running&prefix=third")
                    .path("transfers")
                    .isEmpty());
    long id = taker.ask("/admin/v1/transfers?purpose=read").at("/transfers/0/id").asLong();
    awaitBytes(id, 2 << 20);
    assertThatThrownBy(() -> order(id, "pause")).hasMessageContaining("cancelled, not paused");
    assertThat(order(id, "cancel")).isEqualTo("cancelled");
    assertThat(reading).failsWithin(PATIENCE);
    assertThat(transfer(id).path("state").asText()).isEqualTo("cancelled");

    assertThat(send(taker, "GET", "third", new byte[0]).body()).isEqualTo(bytes("third", LENGTH));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(run(taker, "transfers", "--purpose", "read", "--text", "THIRD"))
                    .contains("done       100 %", "cancelled"));
  }
}
