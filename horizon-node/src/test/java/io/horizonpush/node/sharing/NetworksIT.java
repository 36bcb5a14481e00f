package io.horizonpush.node.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.horizonpush.node.process.Commands;
import io.horizonpush.node.sharing.Namespaces.Cabling;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes on two machines whose network loses, delays, is slow, breaks and changes: {@code make
 * test-net}. Skipped without HORIZON_TEST_NET, and without the right to make network namespaces.
 */
class NetworksIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Longer than a connection stays without a sign of life. */
  private static final Duration OUTAGE = Duration.ofSeconds(16);

  /** How soon two agree that can reach each other again. */
  private static final Duration AGREED = Duration.ofSeconds(10);

  /** What 8 MiB take at least. */
  private static final Duration AT_8_MBIT = Duration.ofSeconds(8);

  private static final String RELAY_PORT = "3340";

  /** How long a packet takes in either direction. */
  private static final Duration DELAY = Duration.ofMillis(100);

  @TempDir private Path folder;

  @BeforeAll
  static void needRights() {
    Namespaces.assumePossible();
  }

  @Test
  void aGetThatStreams_isWhole_thoughPacketsAreLost() {
    try (Namespaces networks = Namespaces.make(Cabling.SWITCHED);
        Machine one = new Machine(networks, 0, folder);
        Machine two = new Machine(networks, 1, folder)) {
      one.share(two, "write");
      networks.lose(0, 5);
      networks.lose(1, 5);
      byte[] large = bytes(8 << 20);
      assertThat(one.put("large", large)).isTrue();
      await().atMost(PATIENCE).until(() -> two.keys().contains("large"));

      long begun = System.nanoTime();
      assertThat(two.get("large")).isEqualTo(large);
      tell("8 MiB come though 5 % of the packets are lost", begun);
      assertThat(networks.lost(1)).isPositive();
    }
  }

  @Test
  void aSlowNetwork_carriesRecordsBesideBytes() {
    try (Namespaces networks = Namespaces.make(Cabling.SWITCHED);
        Machine one = new Machine(networks, 0, folder);
        Machine two = new Machine(networks, 1, folder)) {
      one.share(two, "write");
      byte[] large = bytes(8 << 20);
      assertThat(one.put("large", large)).isTrue();
      await().atMost(PATIENCE).until(() -> two.keys().contains("large"));
      networks.slow(0, "8mbit");
      networks.slow(1, "8mbit");

      long begun = System.nanoTime();
      CompletableFuture<byte[]> got = CompletableFuture.supplyAsync(() -> two.get("large"));
      for (int i = 0; i < 50; i++) {
        assertThat(one.put("small-" + i, bytes(2000))).isTrue();
      }
      await().atMost(PATIENCE).until(() -> two.keys().size() == 51);
      tell("50 records follow beside 8 MiB at 8 Mbit/s", begun);
      assertThat(got.join()).isEqualTo(large);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(AT_8_MBIT);
      tell("8 MiB come at 8 Mbit/s", begun);
    }
  }

  @Test
  void twoThatWereApart_agreeSoonAfterTheyAreNot() {
    try (Namespaces networks = Namespaces.make(Cabling.SWITCHED);
        Machine one = new Machine(networks, 0, folder);
        Machine two = new Machine(networks, 1, folder)) {
      one.share(two, "write");
      await().atMost(PATIENCE).until(() -> two.put("first", bytes(10)));
      await().atMost(PATIENCE).until(() -> one.keys().contains("first"));
      long begun = System.nanoTime();
      assertThat(one.put("while-together", bytes(10))).isTrue();
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(50))
          .until(() -> two.keys().size() == 2);
      tell("a record follows", begun);

      networks.pull(1);
      long cut = System.nanoTime();
      int written = 0;
      while (System.nanoTime() - cut < OUTAGE.toNanos()) {
        assertThat(one.put("one-" + written, bytes(10))).isTrue();
        assertThat(two.put("two-" + written, bytes(10))).isTrue();
        written++;
      }
      assertThat(one.keys()).doesNotContain("two-0");
      networks.plug(1);
      long healed = System.nanoTime();
      int all = Math.min(1000, 2 + 2 * written);
      await()
          .atMost(AGREED)
          .untilAsserted(
              () -> {
                Set<String> keys = one.keys();
                assertThat(keys).hasSize(all);
                assertThat(two.keys()).isEqualTo(keys);
              });
      tell("both agree after a partition", healed);
    }
  }

  @Test
  void aReaderAndThenAWriter_moveAndAreFound() {
    try (Namespaces networks = Namespaces.make(Cabling.SWITCHED);
        Machine owner = new Machine(networks, 0, folder);
        Machine reader = new Machine(networks, 1, folder)) {
      owner.share(reader, "read");
      assertThat(owner.put("first", bytes(10))).isTrue();
      await().atMost(PATIENCE).until(() -> reader.keys().contains("first"));

      reader.restart(() -> networks.move(1, networks.address(1), "10.77.0.22"));
      await().atMost(PATIENCE).until(() -> owner.placeOf(reader).contains("10.77.0.22:"));

      // The reader knows the owner's old address only: it is the owner that finds the reader.
      owner.restart(() -> networks.move(0, networks.address(0), "10.77.0.11"));
      assertThat(owner.put("second", bytes(10))).isTrue();
      await().atMost(PATIENCE).until(() -> reader.keys().contains("second"));
      await().atMost(PATIENCE).until(() -> reader.placeOf(owner).contains("10.77.0.11:"));

      // And now under a running node.
      networks.move(0, "10.77.0.11", "10.77.0.12");
      assertThat(owner.put("third", bytes(10))).isTrue();
      await().atMost(PATIENCE).until(() -> reader.keys().contains("third"));
      await().atMost(PATIENCE).until(() -> reader.placeOf(owner).contains("10.77.0.12:"));
    }
  }

  @Test
  void whatIsAdvertised_isTheWay_howeverLongItIs() throws IOException {
    String way = Namespaces.BETWEEN + ":5000";
    try (Namespaces networks = Namespaces.make(Cabling.APART);
        Machine one = new Machine(networks, 0, folder, "--set", "iroh.advertise=" + way);
        Machine two = new Machine(networks, 1, folder)) {
      one.run("bucket", "create", "shared");
      String ticket = one.run("ticket", "export", "shared", "--mode", "write");
      Commands.Result early = two.tried("ticket", "import", ticket);
      assertThat(early.exitCode()).isEqualTo(23);
      assertThat(early.err()).contains(way);

      Process relay = delaying(networks.address(0), one.ports().getFirst());
      try {
        two.run("ticket", "import", ticket);
        awaitBytes(one, two);
        one.exchange(two, "small");
        Duration soonest = soonestByte(one, two);
        System.out.printf("the first byte of a remote object is there in %s%n", soonest);
        // One round trip to ask who has it, one to fetch it, and no third one.
        assertThat(soonest).isLessThan(DELAY.multipliedBy(2 * 3));
      } finally {
        relay.destroyForcibly();
      }
    }
  }

  @Test
  void aRelay_joinsTwoNetworksThatNothingElseJoins() throws IOException {
    Optional<String> program = Optional.ofNullable(System.getenv("HORIZON_TEST_RELAY"));
    assumeTrue(program.isPresent(), "HORIZON_TEST_RELAY names no iroh-relay");
    String url = "http://%s:%s".formatted(Namespaces.BETWEEN, RELAY_PORT);
    try (Namespaces networks = Namespaces.make(Cabling.APART)) {
      Process relay =
          new ProcessBuilder(Namespaces.command(Namespaces.between(), program.get(), "--dev"))
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("relay.log").toFile())
              .start();
      try (Machine one = new Machine(networks, 0, folder, "--set", "iroh.relay=" + url);
          Machine two = new Machine(networks, 1, folder, "--set", "iroh.relay=" + url)) {
        one.share(two, "write");
        awaitBytes(one, two);
        one.exchange(two, "small");
      } finally {
        relay.destroyForcibly();
      }
    }
  }

  /**
   * How soon the first byte of an object comes that is on another node; a busy machine adds to it.
   */
  private static Duration soonestByte(Machine one, Machine two) {
    Duration soonest = PATIENCE;
    for (int i = 0; i < 5; i++) {
      String key = "next-" + i;
      assertThat(one.put(key, bytes(4_000_000 + i))).isTrue();
      await().atMost(PATIENCE).until(() -> two.keys().contains(key));
      Duration first = two.firstByte(key);
      soonest = first.compareTo(soonest) < 0 ? first : soonest;
    }
    return soonest;
  }

  private static void awaitBytes(Machine one, Machine two) {
    byte[] body = bytes(300_000);
    assertThat(one.put("large", body)).isTrue();
    await().atMost(PATIENCE).until(() -> two.keys().contains("large"));
    assertThat(two.get("large")).isEqualTo(body);
  }

  private static Process delaying(String target, int port) throws IOException {
    return new ProcessBuilder(
            Namespaces.java(
                Namespaces.between(),
                DelayingRelay.class,
                Namespaces.BETWEEN,
                "5000",
                target,
                Integer.toString(port),
                Long.toString(DELAY.toMillis())))
        .inheritIO()
        .start();
  }

  private static void tell(String what, long since) {
    System.out.printf("%s within %.1f s%n", what, (System.nanoTime() - since) / 1e9);
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
