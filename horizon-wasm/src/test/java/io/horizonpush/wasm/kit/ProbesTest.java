package io.horizonpush.wasm.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Plugins that use every function of an SDK: what nobody calls, two of the compilers do not look
 * at.
 */
class ProbesTest {

  private static final Path PROBES = Path.of("src/test/plugins");

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void aProbe_compiles(Language language) throws IOException {
    Examples.assumeCompiler(language);

    byte[] plugin = build(language);

    assertThat(ManifestSection.read(plugin)).isPresent();
  }

  private byte[] build(Language language) throws IOException {
    Path probe = PROBES.resolve("probe-" + language.id());
    if (language != Language.ASSEMBLYSCRIPT) {
      return PluginProject.in(probe).build(folder.resolve("work"));
    }
    // The compiler lies in the project, which is not to be written to.
    for (String file : List.of("manifest.json", "asconfig.json", "assembly/index.ts")) {
      Path target = folder.resolve("probe").resolve(file);
      Files.createDirectories(target.getParent());
      Files.copy(probe.resolve(file), target);
    }
    Examples.lendModules(folder.resolve("probe"));
    return PluginProject.in(folder.resolve("probe")).build(folder.resolve("work"));
  }
}
