package io.horizonpush.wasm.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.wasm.abi.PluginFile;
import io.horizonpush.wasm.engine.ModuleLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What stands in the READMEs of the SDKs is a plugin. */
class SdkReadmesTest {

  private static final Pattern BLOCK = Pattern.compile("(?m)^(?: {4}.*\\n|\\n(?= {4}))+");

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void theLinesOfAReadme_buildInTheProjectThatTheyBeginWith(Language language) throws IOException {
    Examples.assumeCompiler(language);
    Path project = folder.resolve("hello");
    PluginTemplate.unpack(language, "hello", project);
    if (language == Language.ASSEMBLYSCRIPT) {
      Examples.lendModules(project);
    }
    Files.writeString(project.resolve(source(language)), code(language));

    byte[] plugin = PluginProject.in(project).build(project.resolve("target"));

    PluginFile file = PluginFile.read(plugin, ModuleLimits.DEFAULT);
    assertThat(file.module().functions()).containsKey("hp_on_response");
  }

  private static String source(Language language) {
    return switch (language) {
      case RUST -> "src/lib.rs";
      case C -> "src/plugin.c";
      case ASSEMBLYSCRIPT -> "assembly/index.ts";
    };
  }

  /** The second block: the first one is commands. */
  private static String code(Language language) throws IOException {
    String text = Files.readString(Path.of("sdk", language.id(), "README.md"));
    return BLOCK
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .skip(1)
        .findFirst()
        .orElseThrow()
        .replaceAll("(?m)^ {4}", "");
  }
}
