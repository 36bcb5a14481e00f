package io.horizonpush.node.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.horizonpush.node.process.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A user of this machine and one group, as which programs can be run by root. A test that needs one
 * is skipped, and counted, where it does not run as root.
 */
record SystemUser(long id, long group) {

  /** Every Debian has it, and it is in no group of another. */
  static final String STRANGER = "games";

  /** The user of this name, with its own group. */
  static SystemUser named(String name) {
    assumeRoot();
    return new SystemUser(number("-u", name), number("-g", name));
  }

  static void assumeRoot() {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "this is no Linux");
    assumeTrue(number("-u") == 0, "only root can run programs as other users");
    List.of("setpriv", "curl", "bash").forEach(Programs::installed);
  }

  private static long number(String... arguments) {
    List<String> command = new ArrayList<>(List.of("id"));
    command.addAll(List.of(arguments));
    Commands.Result result = Commands.run(command);
    assumeTrue(result.exitCode() == 0, result.err());
    return Long.parseLong(result.out().strip());
  }

  /** What runs a program as this user. */
  List<String> prefix() {
    return List.of("setpriv", "--reuid=" + id, "--regid=" + group, "--clear-groups");
  }

  /** Makes a folder of this user's. */
  Path own(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.setAttribute(folder, "unix:uid", (int) id);
    Files.setAttribute(folder, "unix:gid", (int) group);
    return folder;
  }

  /** Runs a script of bash to its end. */
  void runs(String script) {
    List<String> command = new ArrayList<>(prefix());
    command.addAll(List.of("bash", "-c", script));
    Commands.Result result = Commands.run(command);
    assertThat(result.exitCode()).as(result.toString()).isZero();
  }
}
