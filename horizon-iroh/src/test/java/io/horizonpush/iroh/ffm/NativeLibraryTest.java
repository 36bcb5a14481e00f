package io.horizonpush.iroh.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.ffm.NativeLibrary.Platform;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {

  @TempDir Path dataDir;

  @AfterEach
  void forgetPath() {
    System.clearProperty(NativeLibrary.PATH_PROPERTY);
  }

  @Test
  void load_bindsExactlyWhatTheLibraryExports() throws Exception {
    NativeLibrary library = NativeLibrary.load(dataDir);

    assertThat(exports(library.file())).containsExactlyInAnyOrderElementsOf(library.symbols());
  }

  private static List<String> exports(Path library) throws Exception {
    Process nm =
        new ProcessBuilder("nm", "-D", "--defined-only", library.toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader lines = nm.inputReader(StandardCharsets.UTF_8)) {
      List<String> exports =
          lines
              .lines()
              .map(line -> line.substring(line.lastIndexOf(' ') + 1))
              .filter(symbol -> symbol.startsWith("hz_"))
              .toList();
      assertThat(nm.waitFor()).isZero();
      return exports;
    }
  }

  @Test
  void load_extractsTheLibraryOnceUnderItsHashForNobodyElse() throws Exception {
    Path first = NativeLibrary.load(dataDir).file();
    Path second = NativeLibrary.load(dataDir).file();

    assertThat(second).isEqualTo(first);
    assertThat(first.getFileName().toString()).matches("[0-9a-f]{64}-libhorizon_iroh\\..*");
    assertThat(Files.getPosixFilePermissions(dataDir.resolve("native")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    try (Stream<Path> files = Files.list(dataDir.resolve("native"))) {
      assertThat(files).containsExactly(first);
    }
  }

  @Test
  void load_replacesADamagedCopy() throws Exception {
    Path file = NativeLibrary.load(dataDir).file();
    Files.delete(file);
    Files.write(file, new byte[] {1, 2, 3});

    assertThat(NativeLibrary.load(dataDir).file()).isEqualTo(file);
    assertThat(Files.size(file)).isGreaterThan(1_000_000);
  }

  @Test
  void load_prefersTheConfiguredFile() throws Exception {
    Path bundled = NativeLibrary.load(dataDir).file();
    Path elsewhere = Files.copy(bundled, dataDir.resolve("mine.so"));
    System.setProperty(NativeLibrary.PATH_PROPERTY, elsewhere.toString());

    assertThat(NativeLibrary.load(dataDir).file()).isEqualTo(elsewhere);
  }

  @Test
  void load_ofAMissingFile_namesFilePlatformAndReason() {
    Path missing = dataDir.resolve("missing.so");
    System.setProperty(NativeLibrary.PATH_PROPERTY, missing.toString());

    assertThatThrownBy(() -> NativeLibrary.load(dataDir))
        .isInstanceOf(NativeLibraryException.class)
        .hasMessageContaining(missing.toString())
        .hasMessageContaining(Platform.current().folder())
        .hasMessageContaining("there is no such file");
  }

  @Test
  void load_ofAFileThatIsNoLibrary_namesFilePlatformAndReason() throws Exception {
    Path text = Files.writeString(dataDir.resolve("text.so"), "not a library");
    System.setProperty(NativeLibrary.PATH_PROPERTY, text.toString());

    assertThatThrownBy(() -> NativeLibrary.load(dataDir))
        .isInstanceOf(NativeLibraryException.class)
        .hasMessageContaining(text.toString())
        .hasMessageContaining(Platform.current().folder());
  }

  @Test
  void load_ofAnotherAbiVersion_isRefused() {
    Path file = NativeLibrary.load(dataDir).file();

    assertThatThrownBy(() -> NativeLibrary.load(file, Platform.current(), 99))
        .isInstanceOf(NativeLibraryException.class)
        .hasMessageContaining("ABI version is " + Exports.ABI_VERSION + ", this node needs 99")
        .hasMessageContaining(file.toString());
  }
}
