package io.horizonpush.node.memory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The command line that this Java was started with, and the variables that add to it.
 *
 * @param arguments the program first
 * @param added the options from variables
 */
record JavaCommand(List<String> arguments, List<String> added) {

  /** What the network's pool of buffers keeps beyond what is in use, in bytes. */
  private static final long POOLED = 16 << 20;

  private static final String START = "start-server";
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
  private static final Path PROGRAM = Path.of("/proc/self/exe");

  private static final List<String> VARIABLES =
      List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS");

  private static final Pattern HEAP =
      Pattern.compile("-Xmx.*|-mx.*|-XX:Max(HeapSize|RAM|RAMPercentage)=.*");
  private static final Pattern COLLECTOR = Pattern.compile("-XX:\\+Use\\w*GC");
  private static final Pattern EXHAUSTED =
      Pattern.compile("-XX:[+-](Exit|Crash)OnOutOfMemoryError");
  private static final Pattern DIRECT = Pattern.compile("-XX:MaxDirectMemorySize=.*");

  /** Nothing where the system does not show it. */
  static Optional<JavaCommand> current(Map<String, String> environment) {
    List<String> added =
        VARIABLES.stream()
            .flatMap(name -> Stream.of(environment.getOrDefault(name, "").split("\\s+")))
            .toList();
    try {
      String line = Files.readString(COMMAND_LINE, StandardCharsets.ISO_8859_1);
      List<String> arguments = new ArrayList<>(List.of(line.split("\0", -1)));
      arguments.removeLast();
      return Optional.of(new JavaCommand(arguments, added));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The file of the running Java. */
  static Path program() throws IOException {
    return PROGRAM.toRealPath();
  }

  /**
   * Whether this process is a node, and nobody chose the size of its heap or what happens when that
   * is used up.
   */
  boolean lacksOptions() {
    return arguments.contains(START) && !(gives(HEAP) && gives(EXHAUSTED));
  }

  /** The same command with a heap and what goes with it; what somebody chose stays. */
  List<String> withOptions(MemoryPlan plan) {
    List<String> command = new ArrayList<>();
    command.add(arguments.getFirst());
    if (!gives(HEAP)) {
      addHeap(command, plan);
    }
    if (!gives(EXHAUSTED)) {
      // In Java itself alone: what threads that run out of heap still do is anybody's guess.
      command.add("-XX:+ExitOnOutOfMemoryError");
      command.add("-XX:+DisplayVMOutputToStderr");
    }
    command.addAll(arguments.subList(1, arguments.size()));
    return command;
  }

  private void addHeap(List<String> command, MemoryPlan plan) {
    command.add("-Xmx" + kib(plan.share(MemoryPart.HEAP)));
    if (!gives(DIRECT)) {
      command.add("-XX:MaxDirectMemorySize=" + kib(plan.share(MemoryPart.BODIES) + POOLED));
    }
    if (plan.share(MemoryPart.HEAP) < MemoryLimit.SMALL_HEAP && !gives(COLLECTOR)) {
      command.add("-XX:+UseSerialGC");
    }
  }

  private static String kib(long bytes) {
    return (bytes >> 10) + "k";
  }

  private boolean gives(Pattern option) {
    return Stream.concat(arguments.stream(), added.stream())
        .anyMatch(argument -> option.matcher(argument).matches());
  }
}
