package io.horizonpush.wasm.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.wasm.abi.PluginFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples do what their cases say, on the real runtime and host, however bodies are cut. */
class ExampleCasesTest {

  private static final Path EXAMPLES = Path.of("examples");
  private static final TrialGround GROUND = new TrialGround();

  @AfterAll
  static void close() {
    GROUND.close();
  }

  static List<Arguments> cases() throws IOException {
    try (Stream<Path> files = Files.walk(EXAMPLES)) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .filter(file -> file.toString().contains("/cases/"))
          .filter(file -> !file.toString().contains("node_modules"))
          .sorted()
          .map(file -> Arguments.of(file.getName(1).toString(), file))
          .toList();
    }
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("cases")
  void anExample_doesWhatItsCaseSays(String name, Path file) {
    PluginFile plugin = GROUND.read(read(EXAMPLES.resolve(name).resolve(name + ".wasm")));

    CaseRunner.Result result = new CaseRunner(GROUND, plugin).run(read(file));

    assertThat(result.problems()).isEmpty();
    assertThat(result.name()).isNotEmpty();
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
