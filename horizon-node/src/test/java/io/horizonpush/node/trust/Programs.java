package io.horizonpush.node.trust;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The programs of this machine, those of its administrator among them. */
final class Programs {

  private Programs() {}

  /** Where a program is. A test that needs one is skipped, and counted, where it is not. */
  static Path installed(String name) {
    Optional<Path> found =
        Stream.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin")
            .map(folder -> Path.of(folder, name))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(found.isPresent(), name + " is not installed");
    return found.orElseThrow();
  }
}
