package io.horizonpush.node.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The jar that the build made, run as users run it: a process of its own. */
public final class NodeJar {

  private static final Path JVMS = Path.of("/usr/lib/jvm");

  private NodeJar() {}

  /** The jar of this build. */
  public static Path path() {
    String jar = System.getProperty("horizon.jar", "");
    if (jar.isEmpty() || !Files.exists(Path.of(jar))) {
      throw new IllegalStateException("no jar at horizon.jar=" + jar + ": run mvn verify");
    }
    return Path.of(jar);
  }

  /** The Java that runs this test. */
  public static Path thisJava() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** A Java 17 on this machine, if there is one. */
  public static Optional<Path> java17() {
    if (!Files.isDirectory(JVMS)) {
      return Optional.empty();
    }
    try (Stream<Path> homes = Files.list(JVMS)) {
      return homes
          .filter(home -> home.getFileName().toString().contains("17"))
          .map(home -> home.resolve("bin/java"))
          .filter(Files::isExecutable)
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A command line that runs the jar with this Java and these arguments. */
  public static List<String> command(String... arguments) {
    return command(thisJava(), path(), arguments);
  }

  public static List<String> command(Path java, Path jar, String... arguments) {
    List<String> command = new ArrayList<>(List.of(java.toString(), "-jar", jar.toString()));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  /** A process without any of this one's settings. */
  public static ProcessBuilder process(List<String> command, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> variables = builder.environment();
    variables
        .keySet()
        .removeIf(
            name ->
                name.startsWith("HORIZON_")
                    || name.equals("STATE_DIRECTORY")
                    || name.endsWith("JAVA_OPTIONS")
                    || name.equals("JAVA_TOOL_OPTIONS"));
    variables.putAll(environment);
    return builder;
  }
}
