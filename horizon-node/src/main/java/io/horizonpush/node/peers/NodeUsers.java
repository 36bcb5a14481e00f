package io.horizonpush.node.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The users whose programs act for a node: the one that it runs as, root, and the members of its
 * group. Thread-safe.
 *
 * <p>Members are those whom {@code /etc/passwd} and {@code /etc/group} name (passwd(5), group(5)),
 * read anew each time: whoever left the group has left it. What a directory service knows besides
 * is not asked; that fails closed.
 */
final class NodeUsers {

  private static final long ROOT = 0;

  /**
   * Nobody and nogroup. Linux also shows so whatever has no id in a container's user namespace
   * (user_namespaces(7)), which may be anybody.
   */
  private static final long OVERFLOW = 65_534;

  /** The last that is read here, of either file. */
  private static final int LAST_FIELD = 3;

  private static final Path STATUS = Path.of("/proc/self/status");

  private final long user;
  private final long group;
  private final Path etc;

  /**
   * @param user that the node runs as
   * @param etc the folder of {@code passwd} and {@code group}
   */
  NodeUsers(long user, long group, Path etc) {
    this.user = user;
    this.group = group;
    this.etc = etc;
  }

  /** Those of this process. */
  static NodeUsers ofProcess() throws IOException {
    List<String> status = Files.readAllLines(STATUS);
    return new NodeUsers(effective(status, "Uid:"), effective(status, "Gid:"), Path.of("/etc"));
  }

  /** The second of the ids in a line of {@code /proc/self/status} (proc_pid_status(5)). */
  private static long effective(List<String> status, String name) throws IOException {
    return status.stream()
        .filter(line -> line.startsWith(name))
        .map(line -> Long.parseLong(line.split("\\s+", -1)[2]))
        .findFirst()
        .orElseThrow(() -> new IOException(STATUS + " has no " + name));
  }

  /** Whether a user is one of them. */
  boolean contains(long id) {
    return id != OVERFLOW && (id == user || id == ROOT || isMember(id));
  }

  private boolean isMember(long id) {
    if (group == OVERFLOW) {
      return false;
    }
    List<String> names =
        groupLine().map(line -> Arrays.asList(line[3].split(",", -1))).orElse(List.of());
    return lines("passwd").stream()
        .filter(line -> line[2].equals(Long.toString(id)))
        .anyMatch(line -> line[3].equals(Long.toString(group)) || names.contains(line[0]));
  }

  private Optional<String[]> groupLine() {
    return lines("group").stream().filter(line -> line[2].equals(Long.toString(group))).findFirst();
  }

  private List<String[]> lines(String file) {
    try {
      return Files.readAllLines(etc.resolve(file), StandardCharsets.ISO_8859_1).stream()
          .map(line -> line.split(":", -1))
          .filter(line -> line.length > LAST_FIELD)
          .toList();
    } catch (IOException e) {
      return List.of(); // Where nothing says who is in the group, nobody is.
    }
  }

  /** For people. */
  @Override
  public String toString() {
    String name = groupLine().map(line -> line[0]).orElseGet(() -> Long.toString(group));
    return "this user, root and members of group " + name;
  }
}
