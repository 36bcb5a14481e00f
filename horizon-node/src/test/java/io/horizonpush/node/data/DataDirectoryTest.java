package io.horizonpush.node.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.node.config.HostPort;
import io.horizonpush.node.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

  @Test
  void secrets_neverBeginAsOptionsDo() {
    KeyMaker maker = new KeyMaker();
    for (int i = 0; i < 2000; i++) {
      assertThat(maker.secretKey().value()).doesNotStartWith("-");
      assertThat(maker.token().value()).doesNotStartWith("-");
    }
  }

  @TempDir private Path temporary;
  private Path root;

  @BeforeEach
  void chooseAFolderThatDoesNotExist() {
    root = temporary.resolve("a/b");
  }

  @Test
  void claim_makesTheFolderForItsOwnerOnly() throws IOException {
    DataDirectory.claim(root).close();

    assertThat(permissions(root)).isEqualTo("rwx------");
  }

  @Test
  void claim_closesAFolderThatWasOpenToOthers() throws IOException {
    Files.createDirectories(root);
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));

    DataDirectory.claim(root).close();

    assertThat(permissions(root)).isEqualTo("rwx------");
  }

  @Test
  void claim_ofAFolderWithOtherThingsInIt_isRefusedAndChangesNothing() throws IOException {
    Files.createDirectories(root);
    Files.writeString(root.resolve("somebody-elses"), "file");
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThatThrownBy(() -> DataDirectory.claim(root))
        .isInstanceOf(DataDirectoryException.class)
        .hasMessageContaining("empty folder");
    assertThat(permissions(root)).isEqualTo("rwxrwxrwx");
  }

  @Test
  void claim_ofWhatCannotBeAFolder_saysWhy_withoutJavasWords() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "x");
    for (Path wrong : List.of(file, file.resolve("below"), temporary.resolve("long".repeat(100)))) {
      assertThatThrownBy(() -> DataDirectory.claim(wrong))
          .isInstanceOf(DataDirectoryException.class)
          .hasMessageStartingWith("cannot use the data directory " + wrong + ": ")
          .message()
          .doesNotContain("Exception", "java.");
    }
  }

  @Test
  void claim_whileItIsClaimed_namesTheHolder() {
    try (DataDirectory first = DataDirectory.claim(root)) {
      assertThatThrownBy(() -> DataDirectory.claim(root))
          .isInstanceOf(DataDirectoryException.class)
          .hasMessageContaining("in use by process " + ProcessHandle.current().pid())
          .hasMessageContaining(first.path().toString());
    }
  }

  @Test
  void claim_afterClose_andOverALockFileThatWasLeftBehind_succeeds() throws IOException {
    DataDirectory.claim(root).close();
    Files.writeString(root.resolve("node.lock"), "4711\n");

    assertThat(DataDirectory.holder(root)).isEmpty();
    try (DataDirectory again = DataDirectory.claim(root)) {
      assertThat(DataDirectory.holder(again.path()))
          .contains(Long.toString(ProcessHandle.current().pid()));
    }
  }

  @Test
  void claim_whereAFileStands_saysSo() throws IOException {
    Files.createDirectories(root.getParent());
    Files.writeString(root, "a file");

    assertThatThrownBy(() -> DataDirectory.claim(root))
        .isInstanceOf(DataDirectoryException.class)
        .hasMessageContaining("cannot use the data directory " + root);
  }

  @Test
  void rootKey_isMadeOnceAndKeptForItsOwnerOnly() throws IOException {
    RootKey made;
    try (DataDirectory directory = DataDirectory.claim(root)) {
      made = directory.rootKey();
    }
    RootKey kept;
    try (DataDirectory directory = DataDirectory.claim(root)) {
      kept = directory.rootKey();
    }

    assertThat(made.fresh()).isTrue();
    assertThat(kept).isEqualTo(new RootKey(made.accessKeyId(), made.secretAccessKey(), false));
    assertThat(made.accessKeyId()).matches("HZ[A-Z2-7]{18}");
    assertThat(made.secretAccessKey().value()).matches("[A-Za-z0-9_-]{40}");
    assertThat(permissions(root.resolve("root.key"))).isEqualTo("rw-------");
    assertThat(made.toString()).doesNotContain(made.secretAccessKey().value());
  }

  @Test
  void rootKey_ofADamagedFile_isRefusedAndNotReplaced() throws IOException {
    try (DataDirectory directory = DataDirectory.claim(root)) {
      Files.writeString(root.resolve("root.key"), "half\n");

      assertThatThrownBy(directory::rootKey)
          .isInstanceOf(DataDirectoryException.class)
          .hasMessageContaining("root.key is damaged");
      assertThat(root.resolve("root.key")).hasContent("half\n");
    }
  }

  @Test
  void adminToken_isMadeOnceAndKeptForItsOwnerOnly() throws IOException {
    try (DataDirectory directory = DataDirectory.claim(root)) {
      Secret made = directory.adminToken();

      assertThat(directory.adminToken()).isEqualTo(made);
      assertThat(DataDirectory.readAdminToken(root)).isEqualTo(made);
      assertThat(made.value()).hasSize(43);
      assertThat(permissions(root.resolve("admin.token"))).isEqualTo("rw-------");
    }
  }

  @Test
  void readAdminToken_whereNoNodeHasRun_saysSo() {
    assertThatThrownBy(() -> DataDirectory.readAdminToken(root))
        .isInstanceOf(DataDirectoryException.class)
        .hasMessageContaining("no node has run on the data directory " + root);
  }

  @Test
  void theAdminAddress_isRemembered() {
    assertThat(DataDirectory.lastAdminAddress(root)).isEmpty();
    try (DataDirectory directory = DataDirectory.claim(root)) {
      directory.rememberAdminAddress(HostPort.parse("[::1]:4711"));
    }

    assertThat(DataDirectory.lastAdminAddress(root)).contains(HostPort.parse("[::1]:4711"));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
