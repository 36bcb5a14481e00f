package io.horizonpush.node.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.horizonpush.node.process.Commands;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Two machines, or more, as far as their networks go: network namespaces of Linux, each with a
 * cable into a third one. As a {@linkplain Cabling#SWITCHED switch} that one connects them; as
 * {@linkplain Cabling#APART something between two networks} it passes nothing on by itself, and
 * both reach what listens there. Needs to be root. Nothing of the machine itself is changed.
 * Confined to one thread.
 */
final class Namespaces implements AutoCloseable {

  /** Where both reach what listens between them. */
  static final String BETWEEN = "10.78.9.9";

  private static final String SWITCH = "hp-test-between";
  private static final Pattern LOST = Pattern.compile("counter packets (\\d+)");

  private static final List<String> NAMES =
      List.of("hp-test-one", "hp-test-two", "hp-test-three", "hp-test-four");

  private final List<String> names;
  private final Cabling cabling;

  /** What is between the two machines. */
  enum Cabling {
    /** A switch. */
    SWITCHED,
    /** A machine with a foot in either network. */
    APART
  }

  private Namespaces(Cabling cabling, int machines) {
    this.cabling = cabling;
    this.names = NAMES.subList(0, machines);
  }

  /** Skips what follows unless it is asked for, and namespaces can be made here. */
  static void assumePossible() {
    assumeTrue(System.getenv("HORIZON_TEST_NET") != null, "only where it is asked for");
    assumeTrue(arePossible(), "no right to make network namespaces, or no ip, tc, nft and curl");
  }

  private static boolean arePossible() {
    return Stream.of("ip", "tc", "nft", "curl")
            .allMatch(program -> succeeds(List.of("which", program)))
        && succeeds(List.of("ip", "netns", "add", SWITCH))
        && succeeds(List.of("ip", "netns", "del", SWITCH));
  }

  private static boolean succeeds(List<String> command) {
    return Commands.run(command).exitCode() == 0;
  }

  static Namespaces make(Cabling cabling) {
    return make(cabling, 2);
  }

  /** Up to four machines. */
  static Namespaces make(Cabling cabling, int machines) {
    Namespaces made = new Namespaces(cabling, machines);
    made.remove(); // What a run that was killed has left.
    boolean whole = false;
    try {
      made.build();
      whole = true;
      return made;
    } finally {
      if (!whole) {
        made.remove();
      }
    }
  }

  private void build() {
    run("ip netns add " + SWITCH);
    run("ip -n " + SWITCH + " link set lo up");
    if (cabling == Cabling.SWITCHED) {
      run("ip -n " + SWITCH + " link add bridge type bridge");
      run("ip -n " + SWITCH + " link set bridge up");
    } else {
      run("ip -n %s address add %s/32 dev lo".formatted(SWITCH, BETWEEN));
    }
    names.forEach(this::plugIn);
  }

  private void plugIn(String name) {
    run("ip netns add " + name);
    String cable = cable(name);
    run("ip link add %s netns %s type veth peer name eth0 netns %s".formatted(cable, SWITCH, name));
    run("ip -n %s link set lo up".formatted(name));
    run("ip -n %s link set eth0 up".formatted(name));
    run("ip -n %s link set %s up".formatted(SWITCH, cable));
    run("ip -n %s address add %s/24 dev eth0".formatted(name, address(name)));
    if (cabling == Cabling.SWITCHED) {
      run("ip -n %s link set %s master bridge".formatted(SWITCH, cable));
      route(name);
    } else {
      String gateway = address(name).replaceAll("\\.1$", ".254");
      run("ip -n %s address add %s/24 dev %s".formatted(SWITCH, gateway, cable));
      run("ip -n %s route add default via %s".formatted(name, gateway));
    }
  }

  /** Sends what goes anywhere, multicast included, through the cable, as most machines do. */
  private static void route(String name) {
    run("ip -n %s route add default dev eth0".formatted(name));
  }

  private String cable(String name) {
    return "to-" + names.indexOf(name);
  }

  private String address(String name) {
    int number = names.indexOf(name) + 1;
    return cabling == Cabling.SWITCHED ? "10.77.0." + number : "10.78." + number + ".1";
  }

  /** What a command has to begin with to run on a machine. */
  List<String> on(int machine) {
    return List.of("ip", "netns", "exec", names.get(machine));
  }

  /** What a command has to begin with to run between the machines. */
  static List<String> between() {
    return List.of("ip", "netns", "exec", SWITCH);
  }

  /** The address that a machine has at first. */
  String address(int machine) {
    return address(names.get(machine));
  }

  /** Pulls a machine's cable. */
  void pull(int machine) {
    run("ip -n %s link set %s down".formatted(SWITCH, cable(names.get(machine))));
  }

  /** Plugs it in again. */
  void plug(int machine) {
    run("ip -n %s link set %s up".formatted(SWITCH, cable(names.get(machine))));
  }

  /** Gives a machine another address in the place of the one that it has. */
  void move(int machine, String from, String to) {
    String name = names.get(machine);
    // In this order: the first address of a network takes all others of it along when it goes.
    run("ip -n %s address del %s/24 dev eth0".formatted(name, from));
    run("ip -n %s address add %s/24 dev eth0".formatted(name, to));
    route(name);
  }

  /** Loses packets that come to a machine, some of a hundred. */
  void lose(int machine, int percent) {
    for (String command :
        List.of(
            "add table inet lossy",
            "add chain inet lossy in { type filter hook input priority 0; }",
            "add rule inet lossy in iifname eth0 numgen random mod 100 < "
                + percent
                + " counter drop")) {
      run(command(on(machine), "nft", command));
    }
  }

  /** The packets that a machine has lost. */
  int lost(int machine) {
    String rules = run(command(on(machine), "nft", "list table inet lossy")).out();
    Matcher counter = LOST.matcher(rules);
    assertThat(counter.find()).as(rules).isTrue();
    return Integer.parseInt(counter.group(1));
  }

  /** Sends no faster from a machine, such as {@code 8mbit}. */
  void slow(int machine, String rate) {
    slow(machine, rate, "32kbit");
  }

  /** The same with what may go at once, of which a fast network has more. */
  void slow(int machine, String rate, String burst) {
    List<String> words =
        List.of(
            "tc qdisc replace dev eth0 root tbf rate %s burst %s latency 400ms"
                .formatted(rate, burst)
                .split(" ", -1));
    run(Stream.concat(on(machine).stream(), words.stream()).toList());
  }

  /** A program of the tests as it is begun on a machine. */
  static List<String> java(List<String> prefix, Class<?> program, String... arguments) {
    List<String> command =
        command(
            prefix,
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            Path.of("target/test-classes").toAbsolutePath().toString(),
            program.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  static List<String> command(List<String> prefix, String... words) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of(words));
    return command;
  }

  private static void run(String command) {
    run(List.of(command.split(" ", -1)));
  }

  private static Commands.Result run(List<String> command) {
    Commands.Result ran = Commands.run(command);
    assertThat(ran.exitCode()).as("%s: %s", command, ran).isZero();
    return ran;
  }

  private void remove() {
    Stream.concat(NAMES.stream(), Stream.of(SWITCH))
        .forEach(name -> Commands.run(List.of("ip", "netns", "del", name)));
  }

  @Override
  public void close() {
    remove();
  }
}
