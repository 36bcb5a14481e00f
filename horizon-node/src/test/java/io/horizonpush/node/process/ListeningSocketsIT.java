package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.horizonpush.s3.api.TestingS3Client;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The sockets of a whole node, as Linux lists them: what nobody listens on takes no packets of
 * strangers. A datagram socket without anybody who accepts kept every QUIC Initial that came.
 */
class ListeningSocketsIT {

  private static final Path PROC = Path.of("/proc");
  private static final String LISTEN = "0A";

  @TempDir Path data;

  @Test
  void aNode_hasNoDatagramSocket_andListensTwice() throws IOException {
    assumeTrue(Files.exists(PROC.resolve("self/net/udp")), "the sockets are not listed here");
    try (NodeUnderTest node = NodeUnderTest.start(data)) {
      TestingS3Client client = new TestingS3Client(node.s3());
      assertThat(client.send("PUT", "/sockets").status()).isEqualTo(200);
      assertThat(client.put("/sockets/object", new byte[1 << 20]).status()).isEqualTo(200);
      CrashChecks.awaitPublished(node);

      Set<String> own = sockets(node.pid());
      assertThat(own).as("the node's sockets").isNotEmpty();
      assertThat(open(node.pid(), "udp", own)).isEmpty();
      assertThat(open(node.pid(), "udp6", own)).isEmpty();
      assertThat(
              Stream.concat(
                  open(node.pid(), "tcp", own).stream(), open(node.pid(), "tcp6", own).stream()))
          .filteredOn(socket -> socket.get(3).equals(LISTEN))
          .as("S3 and admin")
          .hasSize(2);
    }
  }

  /** The inodes of a process's sockets. */
  private static Set<String> sockets(long pid) throws IOException {
    Set<String> inodes = new HashSet<>();
    try (Stream<Path> descriptors = Files.list(PROC.resolve(pid + "/fd"))) {
      descriptors
          .map(ListeningSocketsIT::target)
          .flatMap(Optional::stream)
          .filter(target -> target.startsWith("socket:["))
          .map(target -> target.substring("socket:[".length(), target.length() - 1))
          .forEach(inodes::add);
    }
    return inodes;
  }

  private static Optional<String> target(Path descriptor) {
    try {
      return Optional.of(Files.readSymbolicLink(descriptor).toString());
    } catch (NoSuchFileException e) {
      // Closed since it was listed.
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The columns of each socket of a kind that is one of these. */
  private static List<List<String>> open(long pid, String kind, Set<String> inodes)
      throws IOException {
    return Files.readAllLines(PROC.resolve(pid + "/net/" + kind)).stream()
        .skip(1)
        .map(line -> List.of(line.strip().split("\\s+", -1)))
        .filter(columns -> inodes.contains(columns.get(9)))
        .toList();
  }
}
