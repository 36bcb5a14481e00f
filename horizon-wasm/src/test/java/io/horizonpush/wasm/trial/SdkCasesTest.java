package io.horizonpush.wasm.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.wasm.kit.Language;
import io.horizonpush.wasm.kit.Probes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The SDKs are alike: one set of cases is what a plugin in each of them does. */
class SdkCasesTest {

  private static final Path CASES = Path.of("src/test/plugins/cases");

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void everyFunctionOfAnSdk_doesWhatTheCasesOfTheProbesSay(Language language) throws IOException {
    byte[] plugin = Probes.build(language, folder);
    try (TrialGround ground = new TrialGround();
        Stream<Path> files = Files.list(CASES)) {
      CaseRunner runner = new CaseRunner(ground, ground.read(plugin));
      List<Path> cases = files.sorted().toList();
      assertThat(cases).hasSizeGreaterThan(5);
      for (Path each : cases) {
        assertThat(runner.run(Files.readAllBytes(each)).problems()).as(each.toString()).isEmpty();
      }
    }
  }
}
