package io.horizonpush.node.config;

import io.horizonpush.iroh.disk.FileErrors;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** The rule for files that hold secrets: nobody reads them but whom they are for. */
public final class SecretFiles {

  private static final String ROOT = "root";

  /** The largest file that is read for a secret, in bytes. */
  private static final long MAX_BYTES = 64 << 10;

  private SecretFiles() {}

  /**
   * The secret in a file, without the white space around it.
   *
   * @throws ConfigException naming the file, if it cannot be read, is empty or holds no secret
   */
  public static Secret read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new ConfigException(file + " is larger than 64 KiB: it holds no secret");
      }
      String text = Files.readString(file).strip();
      if (text.isEmpty()) {
        throw new ConfigException(file + " is empty: write the secret into it");
      }
      return new Secret(text);
    } catch (CharacterCodingException e) {
      throw new ConfigException(file + " is no text: it holds no secret", e);
    } catch (IOException e) {
      throw new ConfigException("%s cannot be read: %s".formatted(file, FileErrors.reason(e)), e);
    }
  }

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
