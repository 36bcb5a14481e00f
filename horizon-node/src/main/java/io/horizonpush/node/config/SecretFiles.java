package io.horizonpush.node.config;

import io.horizonpush.iroh.disk.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** The rule for files that hold secrets: nobody reads them but whom they are for. */
public final class SecretFiles {

  private static final String ROOT = "root";

  private SecretFiles() {}

  /**
   * Checks the permissions of a file, on a file system that has such.
   *
   * <p>What root keeps for a node that runs as another user can only be read by its group, and so
   * it may be.
   *
   * @param key of the secret in it
   * @throws ConfigException if others than its owner may read it
   */
  public static void requirePrivate(Path file, String key) {
    requirePrivate(file, key, System.getProperty("user.name", ""));
  }

  /** The same for a node that runs as another user. */
  static void requirePrivate(Path file, String key, String user) {
    try {
      if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
        return;
      }
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      boolean open =
          permissions.contains(PosixFilePermission.OTHERS_READ)
              || (permissions.contains(PosixFilePermission.GROUP_READ)
                  && !isKeptByRootFor(user, file));
      if (open) {
        throw new ConfigException(
            "%s holds a secret, '%s', and others may read it: run chmod 600 %s"
                .formatted(file, key, file));
      }
    } catch (IOException e) {
      throw new ConfigException("'%s': %s: %s".formatted(key, file, FileErrors.reason(e)), e);
    }
  }

  private static boolean isKeptByRootFor(String user, Path file) throws IOException {
    return !user.equals(ROOT) && Files.getOwner(file).getName().equals(ROOT);
  }
}
