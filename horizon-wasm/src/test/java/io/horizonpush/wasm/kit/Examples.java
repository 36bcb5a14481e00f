package io.horizonpush.wasm.kit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The plugins of {@code examples/}, as tests find them. */
final class Examples {

  static final Path FOLDER = Path.of("examples").toAbsolutePath();

  private Examples() {}

  static List<String> names() {
    try (Stream<Path> folders = Files.list(FOLDER)) {
      return folders
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path plugin(String name) {
    return FOLDER.resolve(name).resolve(name + ".wasm");
  }

  /** What each was compiled with. */
  static Map<String, String> builtWith() throws IOException {
    return Files.readAllLines(FOLDER.resolve("built-with.txt")).stream()
        .map(line -> line.split("\t", -1))
        .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
  }

  /** What compiles an example here; empty if nothing does. */
  static Optional<String> compiler(String name) {
    try {
      PluginProject project = PluginProject.in(FOLDER.resolve(name));
      return Optional.of(Toolchain.version(project.language(), project.folder()));
    } catch (BuildException e) {
      return Optional.empty();
    }
  }

  /** The example that is written in a language, whose compiler others use, too. */
  static String in(Language language) {
    return switch (language) {
      case RUST -> "redact";
      case C -> "webhook";
      case ASSEMBLYSCRIPT -> "audit-trail";
    };
  }

  /** Skips a test where nothing compiles a language. */
  static void assumeCompiler(Language language) {
    assumeTrue(
        compiler(in(language)).isPresent(),
        "make plugin-toolchain installs what compiles " + language.id());
  }

  /** Lets another project of AssemblyScript use the compiler that is installed for the examples. */
  static void lendModules(Path project) throws IOException {
    Files.createSymbolicLink(
        project.resolve("node_modules"), FOLDER.resolve("audit-trail/node_modules"));
  }
}
