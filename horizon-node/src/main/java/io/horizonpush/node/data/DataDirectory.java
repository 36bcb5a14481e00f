package io.horizonpush.node.data;

import io.horizonpush.iroh.disk.DurableFiles;
import io.horizonpush.iroh.disk.FileErrors;
import io.horizonpush.node.config.HostPort;
import io.horizonpush.node.config.Secret;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder that holds everything a node keeps, claimed by this process until it is closed. Only
 * its owner can enter it.
 *
 * <p>The static methods look into a folder without claiming it. Confined to one thread.
 */
public final class DataDirectory implements AutoCloseable {

  private static final String LOCK = "node.lock";

  /** The name of the file with the root key. */
  public static final String ROOT_KEY = "root.key";

  private static final String ADMIN_TOKEN = "admin.token";
  private static final String METRICS_TOKEN = "metrics.token";
  private static final String ADMIN_ADDRESS = "admin.address";
  private static final String ADMIN_CERTIFICATE = "admin.pem";

  private final Path root;
  private final DirectoryLock lock;

  private DataDirectory(Path root, DirectoryLock lock) {
    this.root = root;
    this.lock = lock;
  }

  /**
   * Makes the folder if it is missing, and claims it.
   *
   * @throws DataDirectoryException if another process has it, or it cannot be used
   */
  public static DataDirectory claim(Path root) {
    try {
      requireOurs(root);
      DurableFiles.createPrivateDirectory(root);
      return new DataDirectory(root, DirectoryLock.take(root.resolve(LOCK)));
    } catch (IOException e) {
      throw unusable(root, e);
    }
  }

  /** A folder with other things in it is somebody else's, and must keep its permissions. */
  private static void requireOurs(Path root) throws IOException {
    if (!Files.isDirectory(root) || Files.exists(root.resolve(LOCK))) {
      return;
    }
    try (Stream<Path> files = Files.list(root)) {
      if (files.findAny().isPresent()) {
        throw new DataDirectoryException(
            root
                + " holds files that are not a node's: choose an empty folder as the data directory");
      }
    }
  }

  /** The process that has claimed the folder; nothing when none has. */
  public static Optional<String> holder(Path root) {
    try {
      Path lock = root.resolve(LOCK);
      return Files.exists(lock) ? DirectoryLock.holder(lock) : Optional.empty();
    } catch (IOException e) {
      throw unusable(root, e);
    }
  }

  /**
   * Tries whether a node could claim the folder, and leaves it as it was.
   *
   * @return the process that has claimed it; nothing when none has
   * @throws DataDirectoryException if it cannot be used
   */
  public static Optional<String> tryOut(Path root) {
    try {
      requireOurs(root);
      Path nearest = root.toAbsolutePath();
      while (!Files.exists(nearest)) {
        nearest = DurableFiles.parent(nearest);
      }
      if (!Files.isDirectory(nearest)) {
        throw new DataDirectoryException(
            "cannot use the data directory %s: %s is a file".formatted(root, nearest));
      }
      Files.delete(Files.createTempFile(nearest, ".check-config", ""));
      return holder(root);
    } catch (IOException e) {
      throw unusable(root, e);
    }
  }

  /** The token that the admin API of this folder's node asks for. */
  public static Secret readAdminToken(Path root) {
    Path file = root.resolve(ADMIN_TOKEN);
    try {
      return new Secret(Files.readString(file).strip());
    } catch (AccessDeniedException e) {
      throw new DataDirectoryException(
          "may not read " + file + ": run this as the user who runs the node", e);
    } catch (IOException e) {
      throw new DataDirectoryException(
          "no node has run on the data directory " + root + " yet (is --data-dir right?)", e);
    }
  }

  /** Where the admin API of this folder's node listened last; nothing before its first start. */
  public static Optional<HostPort> lastAdminAddress(Path root) {
    try {
      return Optional.of(HostPort.parse(Files.readString(root.resolve(ADMIN_ADDRESS)).strip()));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * The certificate, as PEM, of this folder's node's admin API; nothing if it speaks no TLS.
   * Whoever trusts this one needs no other.
   */
  public static Optional<String> adminCertificate(Path root) {
    try {
      Path file = root.resolve(ADMIN_CERTIFICATE);
      return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      throw unusable(root, e);
    }
  }

  public Path path() {
    return root;
  }

  /** The root key, made and kept durably if there is none yet. */
  public RootKey rootKey() {
    Path file = root.resolve(ROOT_KEY);
    try {
      if (!Files.exists(file)) {
        RootKey key = new KeyMaker().rootKey();
        keepRootKey(key.accessKeyId(), key.secretAccessKey());
        return key;
      }
      List<String> lines = Files.readAllLines(file);
      if (lines.size() != 2) {
        throw new DataDirectoryException(
            file + " is damaged: it must hold two lines, the access key id and the secret key");
      }
      return new RootKey(lines.getFirst(), new Secret(lines.getLast()), false);
    } catch (IOException e) {
      throw unusable(root, e);
    }
  }

  /** Keeps another root key durably. */
  public void keepRootKey(String accessKeyId, Secret secretAccessKey) {
    try {
      DurableFiles.write(
          root.resolve(ROOT_KEY), accessKeyId + "\n" + secretAccessKey.value() + "\n");
    } catch (IOException e) {
      throw unusable(root, e);
    }
  }

  /** The admin token, made and kept durably if there is none yet. */
  public Secret adminToken() {
    return token(ADMIN_TOKEN);
  }

  /** The token that only reads metrics, made and kept durably if there is none yet. */
  public Secret metricsToken() {
    return token(METRICS_TOKEN);
  }

  private Secret token(String name) {
    Path file = root.resolve(name);
    try {
      if (!Files.exists(file)) {
        DurableFiles.write(file, new KeyMaker().token().value() + "\n");
      }
      return new Secret(Files.readString(file).strip());
    } catch (IOException e) {
      throw unusable(root, e);
    }
  }

  /** Leaves a note for command line tools. */
  public void rememberAdminAddress(HostPort address) {
    try {
      DurableFiles.write(root.resolve(ADMIN_ADDRESS), address + "\n");
    } catch (IOException e) {
      throw unusable(root, e);
    }
  }

  /**
   * Leaves another note for them.
   *
   * @param pem nothing where the admin API speaks no TLS
   */
  public void rememberAdminCertificate(Optional<String> pem) {
    Path file = root.resolve(ADMIN_CERTIFICATE);
    try {
      if (pem.isPresent()) {
        DurableFiles.write(file, pem.get());
      } else {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw unusable(root, e);
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw unusable(root, e);
    }
  }

  private static DataDirectoryException unusable(Path root, IOException e) {
    return new DataDirectoryException(
        "cannot use the data directory %s: %s".formatted(root, FileErrors.describe(e)), e);
  }
}
