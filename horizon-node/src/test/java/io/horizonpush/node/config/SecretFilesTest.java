package io.horizonpush.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFilesTest {

  @TempDir Path folder;

  @Test
  void aSecretInAFile_isReadWithoutItsLineEnd() throws IOException {
    Path file = Files.writeString(folder.resolve("key"), "geheim\n");

    assertThat(SecretFiles.read(file)).isEqualTo(new Secret("geheim"));
  }

  @Test
  void aFileWithoutASecret_isNamed() throws IOException {
    Path missing = folder.resolve("missing");
    Path empty = Files.writeString(folder.resolve("empty"), " \n");
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
    Path large = Files.write(folder.resolve("large"), new byte[100_000]);

    for (Path file : List.of(missing, empty, binary, large)) {
      assertThatThrownBy(() -> SecretFiles.read(file))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining(file.toString());
    }
  }
}
