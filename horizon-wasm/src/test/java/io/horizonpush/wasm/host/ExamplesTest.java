package io.horizonpush.wasm.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.wasm.abi.PluginFile;
import io.horizonpush.wasm.abi.RefusedPluginException;
import io.horizonpush.wasm.engine.CodeStore;
import io.horizonpush.wasm.engine.CompiledModule;
import io.horizonpush.wasm.engine.GuestException;
import io.horizonpush.wasm.engine.ModuleCompiler;
import io.horizonpush.wasm.engine.ModuleLimits;
import io.horizonpush.wasm.kit.Language;
import io.horizonpush.wasm.kit.Probes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Plugins do what their cases say, on the engine that the node has. */
class ExamplesTest {

  private static final List<CaseBody.Split> SPLITS =
      List.of(
          new CaseBody.Split(65_536, false),
          new CaseBody.Split(1, false),
          new CaseBody.Split(7, false),
          new CaseBody.Split(997, false),
          new CaseBody.Split(65_536, true));

  private static final ModuleCompiler COMPILER =
      new ModuleCompiler(CodeStore.NONE, ModuleLimits.DEFAULT, Duration.ofSeconds(30));

  private static final Map<BlobHash, CompiledModule> COMPILED = new ConcurrentHashMap<>();

  @TempDir private Path folder;

  static List<String> cases() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("examples"), 3)) {
      return files
          .map(Path::toString)
          .filter(file -> file.matches("examples/[^/]+/cases/[^/]+\\.json"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aCaseOfAnExample_isMet_howeverItsBodiesAreSplit(String path) throws IOException {
    String example = path.split("/", -1)[1];
    JsonNode given = new JsonMapper().readTree(Path.of(path).toFile());
    assumeFalse(isAboutServers(path, given), "the servers of a case are not there yet");

    run(Files.readAllBytes(Path.of("examples", example, example + ".wasm")), path, given);
  }

  /** One set of cases, so that the SDKs are alike. */
  @ParameterizedTest
  @EnumSource
  void everyFunctionOfAnSdk_doesWhatTheCasesOfTheProbesSay(Language language) throws IOException {
    byte[] plugin = Probes.build(language, folder);
    int run = 0;
    try (Stream<Path> files = Files.list(Path.of("src/test/plugins/cases"))) {
      for (Path path : files.sorted().toList()) {
        JsonNode given = new JsonMapper().readTree(path.toFile());
        if (!isAboutServers(path.toString(), given)) {
          run(plugin, path.toString(), given);
          run++;
        }
      }
    }
    assertThat(run).isEqualTo(4);
  }

  private static boolean isAboutServers(String path, JsonNode given) {
    return given.has("servers") || path.endsWith("unreachable.json");
  }

  private static void run(byte[] plugin, String path, JsonNode given) {
    PluginFile file = PluginFile.read(plugin, ModuleLimits.DEFAULT);
    CompiledModule compiled =
        COMPILED.computeIfAbsent(file.digest(), any -> COMPILER.compile(file.module()));
    for (CaseBody.Split split : SPLITS) {
      try (CaseRun run = new CaseRun(compiled, file.manifest(), given, split)) {
        run.run();
        assertThat(given.path("starts").asBoolean(true)).as("it starts").isTrue();
      } catch (AssertionError e) {
        throw new AssertionError(path + " " + split + ": " + e.getMessage(), e);
      } catch (GuestException | RefusedPluginException e) {
        assertThat(given.path("starts").asBoolean(true)).as(path + ": " + e).isFalse();
      }
    }
  }
}
