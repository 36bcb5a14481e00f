package io.horizonpush.wasm.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The plugins that lie beside their sources are what these sources make. */
class PrebuiltPluginsTest {

  @TempDir private Path folder;

  static List<String> examples() {
    return Examples.names();
  }

  @Test
  void everyLanguage_hasAnExample() {
    assertThat(examples().stream().map(name -> Language.in(Examples.FOLDER.resolve(name))))
        .contains(Language.values());
  }

  @ParameterizedTest
  @MethodSource("examples")
  void aPlugin_holdsTheManifestBesideIt(String name) throws IOException {
    JsonMapper json = new JsonMapper();
    Path manifest = Examples.FOLDER.resolve(name).resolve("manifest.json");

    byte[] embedded = ManifestSection.read(Files.readAllBytes(Examples.plugin(name))).orElseThrow();

    assertThat(new String(embedded, UTF_8)).isEqualTo(json.readTree(manifest.toFile()).toString());
    assertThat(json.readTree(embedded).path("name").asText()).isEqualTo(name);
  }

  /** In another folder, so that no path of this machine is in it. */
  @ParameterizedTest
  @MethodSource("examples")
  void aPluginThatIsMadeAgain_isTheSame(String name) throws IOException {
    String builtWith = Examples.builtWith().get(name);
    Optional<String> here = Examples.compiler(name);
    assumeTrue(here.isPresent(), "make plugin-toolchain installs what compiles " + name);
    assumeTrue(
        here.get().equals(builtWith),
        name + " was made with " + builtWith + ", here is " + here.get());
    copySources(folder);
    Path project = folder.resolve("examples").resolve(name);
    if (Language.in(project) == Language.ASSEMBLYSCRIPT) {
      Examples.lendModules(project);
    }

    byte[] plugin = PluginProject.in(project).build(folder.resolve("work"));

    assertThat(plugin).isEqualTo(Files.readAllBytes(Examples.plugin(name)));
  }

  private static void copySources(Path target) throws IOException {
    Path module = Path.of("").toAbsolutePath();
    for (String file : List.of("Cargo.toml", "Cargo.lock")) {
      Files.copy(module.resolve(file), target.resolve(file));
    }
    for (String sources : List.of("sdk", "examples", "src/test/plugins")) {
      Files.createDirectories(target.resolve(sources));
      Files.walkFileTree(module.resolve(sources), new Copy(module, target));
    }
  }

  private static final class Copy extends SimpleFileVisitor<Path> {

    private static final List<String> MADE = List.of("target", "node_modules");

    private final Path from;
    private final Path to;

    private Copy(Path from, Path to) {
      this.from = from;
      this.to = to;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path source, BasicFileAttributes attributes)
        throws IOException {
      if (MADE.contains(source.getFileName().toString())) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      Files.createDirectories(to.resolve(from.relativize(source)));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path source, BasicFileAttributes attributes)
        throws IOException {
      Files.copy(source, to.resolve(from.relativize(source)));
      return FileVisitResult.CONTINUE;
    }
  }
}
