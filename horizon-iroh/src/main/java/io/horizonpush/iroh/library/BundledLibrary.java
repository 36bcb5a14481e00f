package io.horizonpush.iroh.library;

import io.horizonpush.iroh.disk.DurableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A native library inside the jar, which the operating system can only load from a file.
 *
 * <p>Extracted once, to {@code native/} in the data directory, under a name that tells its
 * contents; a start that finds it there reads neither of the two. Immutable.
 *
 * @param fileName as the operating system expects it
 * @param id tells the contents of this library from those of any other version
 * @param length in bytes
 */
public record BundledLibrary(String fileName, String id, long length) {

  private static final String FOLDER = "native";
  private static final String OWNER_ONLY = "rwx------";

  /** Gives the library's bytes, once. */
  @FunctionalInterface
  public interface Source {
    InputStream open() throws IOException;
  }

  /**
   * The file of the library, extracted unless it is there already.
   *
   * @throws IOException if it cannot be written
   */
  public Path extract(Source source, Path dataDirectory) throws IOException {
    Path folder = dataDirectory.resolve(FOLDER);
    Files.createDirectories(folder);
    // Whoever can write here can run code as the node.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(OWNER_ONLY));
    Path file = folder.resolve(id + "-" + fileName);
    if (Files.exists(file) && Files.size(file) == length) {
      return file;
    }
    Path fresh = Files.createTempFile(folder, "new-", ".tmp");
    try (InputStream bytes = source.open()) {
      Files.copy(bytes, fresh, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(OWNER_ONLY));
    // Before it gets its name: a file of that name is taken to be whole, also after a power cut.
    DurableFiles.syncFile(fresh);
    return Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
