package io.horizonpush.wasm.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginKitTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path folder;

  @Test
  void aBuild_makesOneFileUnderTheManifestsName() throws IOException {
    Examples.assumeCompiler(Language.C);
    project("{\"abi\": 1, \"name\": \"mine\"}", "");

    assertThat(run("build", folder.toString())).isZero();

    assertThat(out.toString(UTF_8)).contains("mine.wasm: ").contains(" bytes");
    assertThat(ManifestSection.read(Files.readAllBytes(folder.resolve("target/mine.wasm"))))
        .hasValue("{\"abi\":1,\"name\":\"mine\"}".getBytes(UTF_8));
  }

  @Test
  void whatDoesNotCompile_failsWithWhatTheCompilerSays() throws IOException {
    Examples.assumeCompiler(Language.C);
    project("{\"name\": \"mine\"}", "int broken(");

    assertThat(run("build", folder.toString())).isEqualTo(1);

    assertThat(err.toString(UTF_8)).contains("plugin.c:1:").contains(" is not built: ");
    assertThat(folder.resolve("target/mine.wasm")).doesNotExist();
  }

  @Test
  void aWarning_isAnError() throws IOException {
    Examples.assumeCompiler(Language.C);
    project("{\"name\": \"mine\"}", "static int unused(void) { return 1; }");

    assertThat(run("build", folder.toString())).isEqualTo(1);

    assertThat(err.toString(UTF_8)).contains("unused");
  }

  @Test
  void aManifestThatIsNone_isNamed() throws IOException {
    for (String manifest :
        List.of(
            "{",
            "[]",
            "{}",
            "{\"name\": \"A\"}",
            "{\"name\":\"a\"} x",
            "{\"name\":\"a\",\"name\":\"b\"}")) {
      project(manifest, "");
      err.reset();

      assertThat(run("build", folder.toString())).as(manifest).isEqualTo(1);

      assertThat(err.toString(UTF_8)).startsWith("manifest.json ").hasLineCount(1);
    }
  }

  @Test
  void aFolderThatIsNoProject_isNamed() {
    assertThat(run("build", folder.toString())).isEqualTo(1);

    assertThat(err.toString(UTF_8)).contains(folder + " has no Cargo.toml");
    err.reset();

    assertThat(run("build", folder.resolve("none").toString())).isEqualTo(1);
    assertThat(err.toString(UTF_8)).startsWith("there is no folder ");
  }

  @Test
  void anotherLanguage_isRefusedByName() {
    assertThat(run("new", "cobol", "mine")).isEqualTo(1);

    assertThat(err.toString(UTF_8)).startsWith("cobol is not one of rust, c and assemblyscript");
  }

  @Test
  void whatIsNoCommand_isAnsweredWithThoseThatAre() {
    for (List<String> arguments :
        List.of(List.<String>of(), List.of("make"), List.of("new", "c"))) {
      assertThat(PluginKit.run(arguments, print(out), print(err))).isEqualTo(2);
    }
    assertThat(err.toString(UTF_8)).contains("new LANGUAGE NAME");
  }

  private void project(String manifest, String source) throws IOException {
    Files.createDirectories(folder.resolve("src"));
    Files.writeString(folder.resolve("compile_flags.txt"), "");
    Files.writeString(folder.resolve("src/plugin.c"), source);
    Files.writeString(folder.resolve("manifest.json"), manifest);
  }

  private int run(String... arguments) {
    return PluginKit.run(List.of(arguments), print(out), print(err));
  }

  private static PrintStream print(ByteArrayOutputStream to) {
    return new PrintStream(to, true, UTF_8);
  }
}
