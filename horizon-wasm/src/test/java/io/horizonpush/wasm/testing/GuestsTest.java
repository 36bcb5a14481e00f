package io.horizonpush.wasm.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The modules of the tests are what their texts say. */
class GuestsTest {

  private static final Path TEXTS = Path.of("src/test/wat");

  @TempDir private Path folder;

  static List<String> names() throws IOException {
    try (Stream<Path> texts = Files.list(TEXTS)) {
      return texts.map(text -> text.getFileName().toString().replace(".wat", "")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void aModule_builtAnew_hasTheSameBytes(String name) throws Exception {
    assumeTrue(isThere("wat2wasm"), "wabt is not installed");
    Path made = folder.resolve(name + ".wasm");

    Process assembler =
        new ProcessBuilder(
                "wat2wasm", TEXTS.resolve(name + ".wat").toString(), "-o", made.toString())
            .inheritIO()
            .start();

    assertThat(assembler.waitFor()).isZero();
    assertThat(Files.readAllBytes(made)).isEqualTo(Guests.bytes(name));
  }

  @Test
  void everyModule_hasItsText() throws IOException {
    try (Stream<Path> modules = Files.list(Path.of("src/test/resources/wasm"))) {
      assertThat(modules.map(module -> module.getFileName().toString().replace(".wasm", "")))
          .containsExactlyInAnyOrderElementsOf(names());
    }
  }

  private static boolean isThere(String program) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
  }
}
