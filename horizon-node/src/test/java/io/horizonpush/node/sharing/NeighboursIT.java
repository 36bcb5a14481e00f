package io.horizonpush.node.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.node.attack.Vitals;
import io.horizonpush.node.process.Commands;
import io.horizonpush.node.sharing.Namespaces.Cabling;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes that hear of each other on their network by multicast DNS: {@code make test-net}. Skipped
 * as {@link NetworksIT}.
 */
class NeighboursIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String MDNS = "iroh.discovery=mdns";
  private static final int MDNS_PORT = 5353;

  /** Where nobody is. */
  private static final String WRONG = "iroh.advertise=10.77.0.99:4433";

  private static final int PACKETS = 60_000;

  @TempDir private Path folder;

  @BeforeAll
  static void needRights() {
    Namespaces.assumePossible();
  }

  @Test
  void twoThatKnowNoAddressOfEachOther_meetOnTheirNetwork_wheneverTheyMove() {
    try (Namespaces networks = Namespaces.make(Cabling.SWITCHED);
        Machine one = new Machine(networks, 0, folder, "--set", WRONG, "--set", MDNS);
        Machine two = new Machine(networks, 1, folder, "--set", WRONG)) {
      assertThat(one.ports()).as("before a bucket is shared").isEmpty();
      one.run("bucket", "create", "shared");
      String ticket = one.run("ticket", "export", "shared", "--mode", "write");
      assertThat(one.ports()).contains(MDNS_PORT);
      Commands.Result lost = two.tried("ticket", "import", ticket);
      assertThat(lost.exitCode()).as("without mdns").isEqualTo(23);
      assertThat(lost.err()).contains("10.77.0.99:4433");
      assertThat(two.ports()).doesNotContain(MDNS_PORT);

      two.set("--set", WRONG, "--set", MDNS);
      two.restart(() -> {});
      two.run("ticket", "import", ticket);
      one.exchange(two, "at-first");

      one.stop();
      two.restart(() -> networks.move(1, networks.address(1), "10.77.0.22"));
      networks.move(0, networks.address(0), "10.77.0.11");
      one.start();
      one.exchange(two, "elsewhere");

      networks.pull(0);
      networks.move(0, "10.77.0.11", "10.77.0.12");
      networks.move(1, "10.77.0.22", "10.77.0.23");
      networks.plug(0);
      one.exchange(two, "while-they-run");
    }
  }

  @Test
  void neighboursThatAreInvented_costLittle_andHideNobody() {
    try (Namespaces networks = Namespaces.make(Cabling.SWITCHED);
        Machine one = new Machine(networks, 0, folder, "--set", WRONG, "--set", MDNS);
        Machine two = new Machine(networks, 1, folder, "--set", WRONG, "--set", MDNS)) {
      one.run("bucket", "create", "shared");
      String ticket = one.run("ticket", "export", "shared", "--mode", "write");
      assertThat(one.keys()).isEmpty();
      long before = Vitals.of(one.pid()).residentBytes();
      Commands.Result told =
          Commands.run(
              Namespaces.java(networks.on(1), InventedNeighbours.class, Integer.toString(PACKETS)));
      assertThat(told.exitCode()).as(told.toString()).isZero();
      long more = Vitals.of(one.pid()).residentBytes() - before;
      System.out.printf(
          "%d invented neighbours take %d KiB%n", PACKETS * InventedNeighbours.EACH, more >> 10);
      assertThat(more).isLessThan(24 << 20);

      await().atMost(PATIENCE).until(() -> two.tried("ticket", "import", ticket).exitCode() == 0);
      one.exchange(two, "found");
    }
  }
}
