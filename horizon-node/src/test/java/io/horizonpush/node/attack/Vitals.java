package io.horizonpush.node.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process takes of its machine at one moment.
 *
 * @param residentBytes of memory, shared pages included
 * @param threads of the system
 * @param descriptors that are open
 */
public record Vitals(long residentBytes, int threads, int descriptors) {

  public static Vitals of(long pid) {
    Path process = Path.of("/proc", Long.toString(pid));
    try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
      List<String> status = Files.readAllLines(process.resolve("status"));
      return new Vitals(
          number(status, "VmRSS:") << 10,
          (int) number(status, "Threads:"),
          (int) descriptors.count());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long number(List<String> status, String name) {
    return status.stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }

  /** The largest of each. */
  static Vitals most(List<Vitals> looks) {
    return new Vitals(
        looks.stream().mapToLong(Vitals::residentBytes).max().orElseThrow(),
        looks.stream().mapToInt(Vitals::threads).max().orElseThrow(),
        looks.stream().mapToInt(Vitals::descriptors).max().orElseThrow());
  }

  @Override
  public String toString() {
    return "%d MiB, %d threads, %d descriptors"
        .formatted(residentBytes >> 20, threads, descriptors);
  }
}
