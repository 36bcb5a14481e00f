package io.horizonpush.iroh.ffm;

import io.horizonpush.iroh.library.BundledLibrary;
import io.horizonpush.s3.model.BlobHash;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/**
 * The native library, found, checked and loaded.
 *
 * <p>Looked for at {@code -Dhorizon.native.path}; in {@code lib/native/<os>-<arch>/} beside the
 * jar; inside the jar, from where it is extracted to the data directory under its SHA-256. Stays
 * loaded until the process ends. Thread-safe.
 */
public final class NativeLibrary {

  /** The system property that names the library's file. */
  public static final String PATH_PROPERTY = "horizon.native.path";

  private final Path file;
  private final Exports exports;

  private NativeLibrary(Path file, Exports exports) {
    this.file = file;
    this.exports = exports;
  }

  /**
   * Loads the library.
   *
   * @param dataDir takes the copy that is extracted from the jar
   * @throws NativeLibraryException if it is nowhere, cannot be loaded or has another version
   */
  public static NativeLibrary load(Path dataDir) {
    Platform platform = Platform.current();
    return load(locate(platform, dataDir), platform, Exports.ABI_VERSION);
  }

  static NativeLibrary load(Path file, Platform platform, int version) {
    try {
      Linkage linkage = new Linkage(SymbolLookup.libraryLookup(file, Arena.global()));
      int found = Exports.abiVersion(linkage);
      if (found != version) {
        throw new NativeLibraryException(
            file, platform, "its ABI version is " + found + ", this node needs " + version);
      }
      return new NativeLibrary(file, Exports.link(linkage));
    } catch (IllegalArgumentException | NoSuchElementException e) {
      String reason = Files.exists(file) ? String.valueOf(e.getMessage()) : "there is no such file";
      throw new NativeLibraryException(file, platform, reason);
    }
  }

  /** Where the library was loaded from. */
  public Path file() {
    return file;
  }

  /** A checksum that S3's clients prefer. */
  public NativeCrc64 crc64() {
    return exports.crc64();
  }

  /** What ETags are made of. */
  public Md5Lanes md5() {
    return exports.md5();
  }

  /** The exports that are bound. */
  Set<String> symbols() {
    return exports.symbols();
  }

  Exports exports() {
    return exports;
  }

  /**
   * Opens a node.
   *
   * @param secret 32 bytes
   */
  public IrohNative open(Path dataDir, byte[] secret) {
    if (secret.length != BlobHash.LENGTH) {
      throw new IllegalArgumentException("A node's secret has 32 bytes");
    }
    Completions completions = new Completions(exports.completions());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment dir = bytes(arena, dataDir.toAbsolutePath().toString());
      MemorySegment key = FfmNode.outsideHeap(arena, secret);
      return FfmNode.open(exports, completions, dir, key);
    }
  }

  private static MemorySegment bytes(Arena arena, String text) {
    return FfmNode.outsideHeap(arena, text.getBytes(StandardCharsets.UTF_8));
  }

  private static Path locate(Platform platform, Path dataDir) {
    String configured = System.getProperty(PATH_PROPERTY, "");
    if (!configured.isEmpty()) {
      return Path.of(configured).toAbsolutePath();
    }
    return installed(platform)
        .filter(Files::exists)
        .or(() -> extracted(platform, dataDir))
        .orElseThrow(
            () ->
                new NativeLibraryException(
                    Path.of(platform.resource()), platform, "this jar does not contain it"));
  }

  private static Optional<Path> installed(Platform platform) {
    CodeSource source = NativeLibrary.class.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return Optional.empty();
    }
    Path jar = Path.of(URI.create(source.getLocation().toString()));
    return Optional.ofNullable(jar.getParent())
        .map(folder -> folder.resolve("lib/native").resolve(platform.folder()))
        .map(folder -> folder.resolve(platform.fileName()));
  }

  private static Optional<Path> extracted(Platform platform, Path dataDir) {
    String resource = "/" + platform.resource();
    try (InputStream id = NativeLibrary.class.getResourceAsStream(resource + ".id")) {
      if (id == null) {
        return Optional.empty();
      }
      String[] hashAndLength =
          new String(id.readAllBytes(), StandardCharsets.US_ASCII).split("\\s", -1);
      BundledLibrary library =
          new BundledLibrary(
              platform.fileName(), hashAndLength[0], Long.parseLong(hashAndLength[1]));
      return Optional.of(library.extract(() -> open(resource), dataDir));
    } catch (IOException e) {
      throw new NativeLibraryException(
          dataDir, platform, "it cannot be extracted there: " + e.getMessage());
    }
  }

  private static InputStream open(String resource) throws IOException {
    InputStream library = NativeLibrary.class.getResourceAsStream(resource);
    if (library == null) {
      throw new NoSuchFileException(resource);
    }
    return library;
  }

  /** An operating system and a processor, named as in the folders of the library. */
  record Platform(String os, String arch) {

    static Platform current() {
      String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
      String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
      return new Platform(
          os.startsWith("mac") ? "macos" : os.replace(' ', '-'),
          arch.equals("amd64") ? "x86_64" : arch);
    }

    String folder() {
      return os + "-" + arch;
    }

    String fileName() {
      return os.equals("macos") ? "libhorizon_iroh.dylib" : "libhorizon_iroh.so";
    }

    String resource() {
      return "META-INF/native/" + folder() + "/" + fileName();
    }
  }
}
