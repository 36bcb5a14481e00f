package io.horizonpush.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The origins of a configuration file. */
class ConfiguredOriginTest {

  @TempDir private Path folder;

  private LoadedConfig loaded(String yaml) throws IOException {
    Files.writeString(folder.resolve("horizon.yaml"), yaml);
    return new ConfigLoader(Map.of("HORIZON_DATA_DIR", folder.toString()), folder)
        .load(new Flags());
  }

  private List<ConfiguredOrigin> load(String yaml) throws IOException {
    return loaded(yaml).config().origins();
  }

  @Test
  void originsAreShown_byName_amongTheSettings() throws IOException {
    LoadedConfig loaded =
        loaded(
            "origins:\n  - {name: a, type: gcs, bucket: b}\n  - {name: c, type: gcs, bucket: d}\n");

    assertThat(loaded.settings().getLast().key()).isEqualTo("origins");
    assertThat(loaded.settings().getLast().value()).isEqualTo("a, c");
    assertThat(loaded.settings().getLast().source()).asString().endsWith("horizon.yaml:2");
    assertThat(loaded("s3: {region: a}").isSet("origins")).isFalse();
  }

  @Test
  void origins_areReadWithTheirFields_andTheirSecretsFromFiles() throws IOException {
    Files.writeString(folder.resolve("archive.secret"), "geheim\n");
    List<ConfiguredOrigin> origins =
        load(
            """
            s3:
              region: eu-north-1
            origins:
              - name: archive
                type: s3
                bucket: there
                endpoint: https://s3.example.com
                path-style: false
                access-key: KEY
                secret-key-file: archive.secret
                budget: 100GiB/30d
              - {name: lent, type: gcs, bucket: public, anonymous: true, read-only: true}
            """);

    assertThat(origins).extracting(ConfiguredOrigin::name).containsExactly("archive", "lent");
    OriginInput archive = origins.getFirst().read();
    assertThat(archive.endpoint()).contains("https://s3.example.com");
    assertThat(archive.pathStyle()).contains(false);
    assertThat(archive.readOnly()).isEmpty();
    assertThat(archive.budget()).contains("100GiB/30d");
    assertThat(archive.access().secretKey()).contains(new Secret("geheim"));
    assertThat(archive.access().credentials()).isEmpty();
    assertThat(origins.toString() + archive).doesNotContain("geheim");
    OriginInput lent = origins.getLast().read();
    assertThat(lent.access().credentials()).contains("anonymous");
    assertThat(lent.access().secretKey()).isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "secret-key: geheim    | horizon.yaml:5: an origin has no 'secret-key'; it may have: name, type",
        "read-only: perhaps    | horizon.yaml:5: 'read-only' of an origin cannot be 'perhaps'",
        "name: again           | 'name' is set twice",
        "region: [a]           | 'region' has no value",
      })
  void aFieldThatCannotBe_isRefusedWithItsNameAndLine(String field, String why) {
    assertThatThrownBy(
            () -> load("origins:\n  - name: a\n    type: s3\n    bucket: b\n    " + field + "\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining("geheim");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "origins: archive                | is one list",
        "origins: {name: a}              | is one list",
        "origins: [archive]              | has an item without fields",
        "origins: [{name: a, type: s3}]  | horizon.yaml:1: this origin has no 'bucket'",
      })
  void whatIsNoListOfOrigins_isRefused(String yaml, String why) {
    assertThatThrownBy(() -> load(yaml))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aFileThatCannotBeRead_isNamedWithItsOrigin_whenItIsNeeded() throws IOException {
    List<ConfiguredOrigin> origins =
        load("origins: [{name: a, type: gcs, bucket: b, credentials-file: absent.json}]");

    assertThatThrownBy(origins.getFirst()::read)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("horizon.yaml:1: origin 'a': 'credentials-file'")
        .hasMessageContaining("absent.json cannot be read: no such file");
  }
}
