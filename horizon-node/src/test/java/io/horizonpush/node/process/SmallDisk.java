package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file system of a few MiB, in memory. A test that needs one is skipped where none is mounted.
 */
record SmallDisk(Path path) implements AutoCloseable {

  /** Mounts one. */
  static SmallDisk mount(Path path, int mebibytes) throws IOException {
    Files.createDirectories(path);
    assumeTrue(
        mount(List.of("-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs"), path) == 0,
        "a file system cannot be mounted here");
    return new SmallDisk(path);
  }

  /** Gives it another size. */
  void resize(int mebibytes) {
    assertThat(mount(List.of("-o", "remount,size=" + mebibytes + "m"), path)).isZero();
  }

  private static int mount(List<String> options, Path path) {
    List<String> command = new ArrayList<>(List.of("mount"));
    command.addAll(options);
    command.add(path.toString());
    return Commands.run(command).exitCode();
  }

  @Override
  public void close() {
    Commands.run(List.of("umount", "-l", path.toString()));
  }
}
