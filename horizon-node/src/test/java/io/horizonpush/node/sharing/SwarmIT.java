package io.horizonpush.node.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.node.sharing.Namespaces.Cabling;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An object that comes from several machines at once, each of which sends 200 Mbit/s at most:
 * {@code make test-net}. Skipped without HORIZON_TEST_NET, and without the right to make network
 * namespaces.
 */
@Timeout(1800)
class SwarmIT {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String RATE = "200mbit";
  private static final String BURST = "2mbit";
  private static final String[] OPEN_METRICS = {"--set", "admin.metrics-without-token=true"};
  private static final int LENGTH = 1 << 30;

  @TempDir private Path folder;

  @BeforeAll
  static void needRights() {
    Namespaces.assumePossible();
  }

  @Test
  void twoGiveNearlyTwiceAsFastAsOne_threeNearlyThreeTimes_andOneThatIsKilledIsNotNoticed()
      throws Exception {
    try (Namespaces networks = Namespaces.make(Cabling.SWITCHED, 4);
        Machine one = new Machine(networks, 0, folder);
        Machine two = new Machine(networks, 1, folder);
        Machine three = new Machine(networks, 2, folder);
        Machine reader = new Machine(networks, 3, folder, OPEN_METRICS)) {
      Stream.of(two, three, reader).forEach(other -> one.share(other, "write"));
      for (String key : List.of("of-one", "of-two", "of-three", "of-killed")) {
        assertThat(one.put(key, file(key))).isTrue();
        await().atMost(PATIENCE).until(() -> reader.keys().contains(key));
      }
      await().atMost(PATIENCE).until(() -> two.keys().size() == 4 && three.keys().size() == 4);
      Path got = folder.resolve("got");
      for (String key : List.of("of-two", "of-three", "of-killed")) {
        two.get(key, got);
      }
      three.get("of-three", got);
      for (int machine = 0; machine < 3; machine++) {
        networks.slow(machine, RATE, BURST);
      }

      Duration byOne = read(reader, "of-one");
      List<Long> before = given(reader, one, two, three);
      Duration byTwo = read(reader, "of-two");
      List<Long> after = given(reader, one, two, three);
      assertShare(before, after, 0, 35);
      assertShare(before, after, 1, 35);
      assertThat(byOne.toMillis()).isGreaterThan(byTwo.toMillis() * 17 / 10);
      Duration byThree = read(reader, "of-three");
      assertThat(byOne.toMillis()).isGreaterThan(byThree.toMillis() * 24 / 10);

      long begun = reader.fetchedInAll();
      CompletableFuture<Duration> reading =
          CompletableFuture.supplyAsync(() -> reader.get("of-killed", got));
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(100))
          .until(() -> reader.fetchedInAll() - begun > LENGTH / 2);
      two.kill();
      System.out.printf("one of two is killed at half: %s%n", reading.join());
      assertThat(Files.mismatch(sent("of-killed"), got)).isEqualTo(-1);
      assertThat(reader.fetchedInAll() - begun).isLessThan(LENGTH * 102L / 100);
    }
  }

  /** Other bytes for each key: of two objects with the same bytes the second is here already. */
  private Path file(String key) throws IOException {
    Path file = sent(key);
    Random random = new Random(key.hashCode());
    byte[] piece = new byte[1 << 20];
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < LENGTH / piece.length; i++) {
        random.nextBytes(piece);
        out.write(piece);
      }
    }
    return file;
  }

  private Path sent(String key) {
    return folder.resolve("sent-" + key);
  }

  private Duration read(Machine reader, String key) throws IOException {
    Path got = folder.resolve("got");
    Duration time = reader.get(key, got);
    System.out.printf("%d MiB %s of %s each: %s%n", LENGTH >> 20, key, RATE, time);
    assertThat(Files.mismatch(sent(key), got)).isEqualTo(-1);
    return time;
  }

  private static List<Long> given(Machine reader, Machine... givers) {
    return Stream.of(givers).map(reader::fetchedFrom).toList();
  }

  private static void assertShare(List<Long> before, List<Long> after, int giver, int percent) {
    assertThat(after.get(giver) - before.get(giver)).isGreaterThan(LENGTH / 100L * percent);
  }
}
