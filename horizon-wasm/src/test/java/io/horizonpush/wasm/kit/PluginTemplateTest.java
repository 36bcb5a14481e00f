package io.horizonpush.wasm.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PluginTemplateTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void aNewProject_buildsAsItIs(Language language) throws IOException {
    Examples.assumeCompiler(language);
    Path project = folder.resolve("new");
    PluginTemplate.unpack(language, "my-plugin", project);
    if (language == Language.ASSEMBLYSCRIPT) {
      Examples.lendModules(project);
    }

    byte[] plugin = PluginProject.in(project).build(project.resolve("target"));

    assertThat(new String(ManifestSection.read(plugin).orElseThrow(), UTF_8))
        .contains("\"name\":\"my-plugin\"");
  }

  @ParameterizedTest
  @EnumSource
  void aNewProject_hasItsNameEverywhereAndTheSdkBesideIt(Language language) throws IOException {
    Path project = folder.resolve("new");

    PluginTemplate.unpack(language, "my-plugin", project);

    assertThat(Language.in(project)).isEqualTo(language);
    assertThat(project.resolve("manifest.json")).content().contains("\"my-plugin\"");
    assertThat(project.resolve("cases")).isNotEmptyDirectory();
    assertThat(project.resolve("horizon-sdk")).isNotEmptyDirectory();
    assertThat(project.resolve("horizon-sdk/template")).doesNotExist();
    try (Stream<Path> files = Files.walk(project)) {
      assertThat(files.filter(Files::isRegularFile))
          .allSatisfy(file -> assertThat(file).content().doesNotContain("__name__"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyTemplate_asksForTheSame(Language language) {
    Path sdk = Path.of("sdk");
    for (String file : List.of("template/manifest.json", "template/cases/greeting.json")) {
      assertThat(sdk.resolve(language.id()).resolve(file))
          .hasSameTextualContentAs(sdk.resolve("c").resolve(file));
    }
  }

  @Test
  void aFolderThatIsThere_isLeftAlone() throws IOException {
    Path file = Files.writeString(folder.resolve("mine"), "text");

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> PluginTemplate.unpack(Language.C, "mine", file))
        .withMessageContaining("is there already");
    assertThat(file).hasContent("text");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "My", "1st", "../up", "a b", "a\n", "a_b", "é"})
  void aNameThatThePluginCouldNotHave_isRefused(String name) {
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> PluginTemplate.unpack(Language.RUST, name, folder.resolve("new")));
    assertThat(folder.resolve("new")).doesNotExist();
  }
}
