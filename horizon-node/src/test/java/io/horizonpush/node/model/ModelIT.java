package io.horizonpush.node.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.process.CrashChecks;
import io.horizonpush.node.process.NodeUnderTest;
import io.horizonpush.node.testing.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node does what a simple model of S3 does: random operations of several clients, each compared
 * with the model, and the whole state compared after every restart.
 *
 * <p>{@code HORIZON_MODEL_OPERATIONS} sets how many, {@code HORIZON_MODEL_SEED} repeats what a
 * client does. When a node is stopped differs all the same, since that is a matter of time.
 */
class ModelIT {

  private static final long OPERATIONS =
      Long.parseLong(System.getenv().getOrDefault("HORIZON_MODEL_OPERATIONS", "20000"));
  private static final Optional<String> SEED =
      Optional.ofNullable(System.getenv("HORIZON_MODEL_SEED"));
  private static final int CLIENTS = 10;

  /** Operations between two restarts. */
  private static final long EPOCH = Math.max(5_000, OPERATIONS / 60);

  @TempDir Path data;

  private final long seed = SEED.map(Long::parseLong).orElseGet(() -> new Random().nextLong());
  private final List<ModelClient> clients =
      IntStream.range(0, CLIENTS).mapToObj(number -> new ModelClient(number, seed)).toList();
  private final Shared shared = new Shared();

  @Test
  void randomOperationsAndRestarts_leadWhereTheModelGoes() throws IOException {
    System.out.println("seed " + seed);
    long begun = System.nanoTime();
    int kills = 0;
    int stops = 0;
    NodeUnderTest node = NodeUnderTest.start(data);
    try {
      prepare(node.s3().getPort());
      for (int epoch = 0; operations() < OPERATIONS; epoch++) {
        boolean kill = epoch % 2 == 0;
        run(node, epoch, kill);
        kills += kill ? 1 : 0;
        stops += kill ? 0 : 1;
        node = NodeUnderTest.start(data);
        compareEverything(node);
      }
    } finally {
      node.close();
    }
    System.out.printf(
        "%d operations of %d clients as the model says, %d kills, %d stops, %d s%n",
        operations(),
        CLIENTS,
        kills,
        stops,
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun));
    assertThat(kills).isPositive();
    assertThat(stops).isPositive();
  }

  private void prepare(int port) throws IOException {
    try (Wire wire = new Wire(port)) {
      shared.prepare(wire);
      for (ModelClient client : clients) {
        client.prepare(wire);
      }
    }
  }

  private long operations() {
    return clients.stream().mapToLong(ModelClient::operations).sum();
  }

  /** Lets the clients go on for an epoch, and ends the node while they do. */
  private void run(NodeUnderTest node, int epoch, boolean kill) {
    long end = Math.min(OPERATIONS, operations() + EPOCH);
    AtomicBoolean ending = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (ModelClient client : clients) {
        running.add(threads.submit(() -> live(client, node, epoch, ending)));
      }
      while (operations() < end && running.stream().noneMatch(Future::isDone)) {
        CrashChecks.letPass(20);
      }
      ending.set(true);
      if (kill) {
        node.kill();
      } else {
        assertThat(node.stop()).as(node.log()).isZero();
      }
      running.forEach(ModelIT::await);
    }
  }

  private void live(ModelClient client, NodeUnderTest node, int epoch, AtomicBoolean ending) {
    try {
      client.run(node.s3().getPort(), epoch, () -> true, shared);
    } catch (IOException e) {
      if (!ending.get()) {
        throw new AssertionError("seed " + seed + ": the node left a client alone", e);
      }
      // The node is gone, which is what the test is about.
    }
  }

  private static <T> T await(Future<T> client) {
    try {
      return client.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("a client failed", e);
    } catch (TimeoutException e) {
      throw new AssertionError("a client still talks to a node that is gone", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void compareEverything(NodeUnderTest node) throws IOException {
    int port = node.s3().getPort();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      clients.stream()
          .map(client -> threads.submit(() -> client.settle(port)))
          .toList()
          .forEach(settled -> assertThat(await(settled)).as("seed " + seed).isEmpty());
    }
    assertThat(shared.settle(port)).as("seed " + seed).isEmpty();
    CrashChecks.awaitPublished(node);
    assertThat(CrashChecks.findings(node)).as("findings of verify, seed " + seed).isEmpty();
    CrashChecks.nothingStaysBehind(node);
  }
}
