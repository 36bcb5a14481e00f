package io.horizonpush.wasm.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Plugins that use every function of an SDK: what nobody calls, two of the compilers do not look
 * at.
 */
public final class Probes {

  private static final Path FOLDER = Path.of("src/test/plugins");

  private Probes() {}

  /** Builds one, or skips the test where nothing compiles it. */
  public static byte[] build(Language language, Path work) throws IOException {
    Examples.assumeCompiler(language);
    Path probe = FOLDER.resolve("probe-" + language.id());
    if (language != Language.ASSEMBLYSCRIPT) {
      return PluginProject.in(probe).build(work.resolve("work"));
    }
    // The compiler lies in the project, which is not to be written to.
    for (String file : List.of("manifest.json", "asconfig.json", "assembly/index.ts")) {
      Path target = work.resolve("probe").resolve(file);
      Files.createDirectories(Objects.requireNonNull(target.getParent()));
      Files.copy(probe.resolve(file), target);
    }
    Examples.lendModules(work.resolve("probe"));
    return PluginProject.in(work.resolve("probe")).build(work.resolve("work"));
  }
}
