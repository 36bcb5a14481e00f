package io.horizonpush.wasm.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.wasm.testing.Guests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiled code on a real disk. */
class CodeCacheTest {

  private static final byte[] KEY = new byte[32];
  private static final byte[] CODE = {1, 2, 3, 4};

  @TempDir private Path parent;
  private Path folder;

  @BeforeEach
  void name() {
    folder = parent.resolve("code");
  }

  private CodeCache cache() throws IOException {
    return new CodeCache(folder, KEY, 1_000_000);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void whatIsKept_isFound_alsoByTheNextProcess() throws IOException {
    cache().keep("ab", CODE);

    assertThat(cache().find("ab")).contains(CODE);
    assertThat(cache().find("ac")).isEmpty();
  }

  @Test
  void theKeyOfANode_isMadeOnce_forItsOwnerAlone_andRefusedOtherwise() throws IOException {
    CodeCache.open(folder, 1_000).keep("ab", CODE);
    Path key = folder.resolve("code.key");

    assertThat(CodeCache.open(folder, 1_000).find("ab")).contains(CODE);
    assertThat(permissions(key)).isEqualTo("rw-------");
    assertThat(permissions(folder)).isEqualTo("rwx------");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> CodeCache.open(folder, 1_000)).hasMessageContaining("code.key");
    Files.delete(key);
    assertThat(CodeCache.open(folder, 1_000).find("ab")).as("with another key").isEmpty();
    Files.write(key, new byte[5]);
    assertThatThrownBy(() -> CodeCache.open(folder, 1_000)).hasMessageContaining("32 bytes");
  }

  @Test
  void folderAndFiles_areTheirOwnersAlone() throws IOException {
    Files.createDirectory(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxrwxr-x")));

    cache().keep("ab", CODE);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    assertThat(files())
        .singleElement()
        .extracting(CodeCacheTest::permissions)
        .isEqualTo("rw-------");
  }

  private static String permissions(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void anEntry_ofWhichAnyByteChanged_isGone() throws IOException {
    CodeCache cache = cache();
    cache.keep("ab", CODE);
    byte[] entry = Files.readAllBytes(files().getFirst());
    for (int at = 0; at < entry.length; at++) {
      byte[] changed = entry.clone();
      changed[at] ^= 1;
      Files.write(folder.resolve("ab.code"), changed);

      assertThat(cache.find("ab")).as("byte %d", at).isEmpty();
      assertThat(files()).isEmpty();
    }
  }

  @Test
  void anEntry_underAnotherName_orOfAnotherNode_orCutShort_isGone() throws IOException {
    cache().keep("ab", CODE);
    byte[] entry = Files.readAllBytes(files().getFirst());
    Files.write(folder.resolve("cd.code"), entry);
    Files.write(folder.resolve("ef.code"), new byte[7]);
    byte[] otherKey = new byte[32];
    otherKey[0] = 1;

    assertThat(cache().find("cd")).isEmpty();
    assertThat(cache().find("ef")).isEmpty();
    assertThat(new CodeCache(folder, otherKey, 1_000_000).find("ab")).isEmpty();
  }

  @Test
  void aLink_isNotFollowed() throws IOException {
    cache().keep("ab", CODE);
    Files.move(folder.resolve("ab.code"), parent.resolve("moved"));
    Files.createSymbolicLink(folder.resolve("ab.code"), parent.resolve("moved"));

    assertThat(cache().find("ab")).isEmpty();
  }

  @Test
  void aLink_forAFolder_isRefused() throws IOException {
    Files.createSymbolicLink(folder, Files.createDirectory(parent.resolve("elsewhere")));

    assertThatThrownBy(this::cache).isInstanceOf(IOException.class);
  }

  @Test
  void aFullCache_makesRoomOfWhatWasUsedLongestAgo() throws IOException {
    CodeCache cache = new CodeCache(folder, KEY, 300);
    cache.keep("aa", new byte[60]);
    cache.keep("bb", new byte[60]);
    cache.keep("cc", new byte[60]);
    Instant now = Instant.now();
    for (String name : List.of("aa", "bb", "cc")) {
      Files.setLastModifiedTime(
          folder.resolve(name + ".code"), FileTime.from(now.minusSeconds(name.charAt(0))));
    }
    assertThat(cache.find("cc")).as("used now").isPresent();

    cache.keep("dd", new byte[60]);

    assertThat(cache.find("bb")).isEmpty();
    assertThat(cache.find("aa")).isPresent();
    assertThat(cache.find("cc")).isPresent();
    assertThat(cache.find("dd")).isPresent();
  }

  @Test
  void whatIsLargerThanTheCache_isNotKept() throws IOException {
    CodeCache cache = new CodeCache(folder, KEY, 300);

    cache.keep("aa", new byte[300]);

    assertThat(files()).isEmpty();
  }

  @Test
  void whatADeadProcessLeft_isRemoved() throws IOException {
    cache();
    Files.write(folder.resolve("ab123.new"), CODE);

    cache();

    assertThat(files()).isEmpty();
  }

  @Test
  void aModule_isCompiledOnce_andItsKeptCodeRuns() throws IOException {
    ModuleCompiler compiler =
        new ModuleCompiler(cache(), ModuleLimits.DEFAULT, Duration.ofSeconds(30));
    WasmModule module = WasmModule.read(Guests.bytes("engine"), ModuleLimits.DEFAULT);
    compiler.compile(module);
    Path file = files().getFirst();
    byte[] first = Files.readAllBytes(file);
    Files.setLastModifiedTime(file, FileTime.fromMillis(0));

    assertThat(sum(compiler.compile(module))).isEqualTo(3);

    assertThat(Files.readAllBytes(file)).isEqualTo(first);
    assertThat(Files.getLastModifiedTime(file).toMillis()).as("it was used").isPositive();
  }

  @Test
  void keptCode_thatIsNone_isCompiledAgain() throws IOException {
    CodeCache cache = cache();
    ModuleCompiler compiler =
        new ModuleCompiler(cache, ModuleLimits.DEFAULT, Duration.ofSeconds(30));
    WasmModule module = WasmModule.read(Guests.bytes("engine"), ModuleLimits.DEFAULT);
    compiler.compile(module);
    String name = files().getFirst().getFileName().toString().replace(".code", "");
    cache.keep(name, "sealed, and no code".getBytes(java.nio.charset.StandardCharsets.UTF_8));

    assertThat(sum(compiler.compile(module))).isEqualTo(3);

    assertThat(cache.find(name)).get().extracting(code -> code.length > 1_000).isEqualTo(true);
  }

  private static int sum(CompiledModule compiled) {
    List<HostFunction> host =
        List.of(
            new HostFunction("test", "add", FunctionType.of("iI", "I"), (memory, args) -> 0),
            new HostFunction("test", "note", FunctionType.of("i", ""), (memory, args) -> 0));
    return (int)
        compiled
            .instantiate(host, 4)
            .function("sum", FunctionType.of("ii", "i"))
            .orElseThrow()
            .call(1, 2);
  }
}
