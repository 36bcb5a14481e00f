package io.horizonpush.wasm.engine;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiled code in a folder of the node's own. Java runs what it loads from there, so an entry
 * counts only with the node's own seal over its name and bytes: whoever can write into the folder
 * but not read the key gains nothing. What is damaged, foreign or from another version is compiled
 * anew.
 *
 * <p>Thread-safe: entries are written aside and renamed.
 */
public final class CodeCache implements CodeStore {

  private static final Logger LOG = LoggerFactory.getLogger(CodeCache.class);
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SEAL = 32;
  private static final String SUFFIX = ".code";
  private static final String ASIDE = ".new";
  private static final Set<PosixFilePermission> OWNER_ALL =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OWNER_FILE =
      PosixFilePermissions.fromString("rw-------");

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private final Path folder;
  private final SecretKeySpec key;
  private final long mostBytes;

  /**
   * @param folder made if it is not there; for its owner alone
   * @param key at least 32 bytes that only this node knows
   * @param mostBytes of all entries; what was used longest ago makes room
   * @throws IOException if there can be no such folder
   */
  public CodeCache(Path folder, byte[] key, long mostBytes) throws IOException {
    if (key.length < SEAL) {
      throw new IllegalArgumentException("The key of a code cache has 32 bytes at least");
    }
    this.folder = folder;
    this.key = new SecretKeySpec(key, ALGORITHM);
    this.mostBytes = mostBytes;
    Files.createDirectories(folder, attributes(OWNER_ALL));
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(folder + " is no folder");
    }
    if (POSIX) {
      Files.setPosixFilePermissions(folder, OWNER_ALL);
    }
    removeLeftovers();
  }

  /**
   * The cache of a node, with a key of its own beside it, which is made when there is none.
   *
   * @param parent holds the folder {@code code} and the file {@code code.key}; made if it is not
   *     there, for its owner alone
   * @throws IOException if they cannot be used, or the key is not one that others cannot read
   */
  public static CodeCache open(Path parent, long mostBytes) throws IOException {
    Files.createDirectories(parent, attributes(OWNER_ALL));
    Path file = parent.resolve("code.key");
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] made = new byte[SEAL];
      new SecureRandom().nextBytes(made);
      Path aside = Files.createTempFile(parent, "code", ASIDE, attributes(OWNER_FILE));
      Files.write(aside, made);
      move(aside, file);
    }
    return new CodeCache(parent.resolve("code"), key(file), mostBytes);
  }

  private static byte[] key(Path file) throws IOException {
    boolean owners =
        !POSIX
            || OWNER_FILE.containsAll(
                Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !owners) {
      throw new IOException(file + " is no file that its owner alone can read: remove it");
    }
    byte[] key = Files.readAllBytes(file);
    if (key.length != SEAL) {
      throw new IOException(file + " has not " + SEAL + " bytes: remove it");
    }
    return key;
  }

  /** Elsewhere a folder below the user's own is for the user alone anyway. */
  private static FileAttribute<?>[] attributes(Set<PosixFilePermission> permissions) {
    return POSIX
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  @Override
  public Optional<byte[]> find(String name) {
    Path file = file(name);
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > mostBytes) {
        return Optional.empty();
      }
      byte[] entry = Files.readAllBytes(file);
      if (entry.length < SEAL) {
        return rejected(file);
      }
      byte[] code = Arrays.copyOfRange(entry, SEAL, entry.length);
      if (!MessageDigest.isEqual(Arrays.copyOf(entry, SEAL), seal(name, code))) {
        return rejected(file);
      }
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      return Optional.of(code);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      LOG.warn("compiled code could not be read from {}: {}", file, e.toString());
      return Optional.empty();
    }
  }

  private static Optional<byte[]> rejected(Path file) throws IOException {
    LOG.warn("{} is damaged or not from this node; the plugin is compiled again", file);
    Files.deleteIfExists(file);
    return Optional.empty();
  }

  @Override
  public void keep(String name, byte[] code) {
    if (code.length + (long) SEAL > mostBytes) {
      return;
    }
    Path file = file(name);
    try {
      Path aside = Files.createTempFile(folder, name, ASIDE, attributes(OWNER_FILE));
      try {
        Files.write(aside, seal(name, code), StandardOpenOption.TRUNCATE_EXISTING);
        Files.write(aside, code, StandardOpenOption.APPEND);
        move(aside, file);
      } finally {
        Files.deleteIfExists(aside);
      }
      makeRoom();
    } catch (IOException e) {
      LOG.warn("compiled code could not be kept in {}: {}", file, e.toString());
    }
  }

  private static void move(Path aside, Path file) throws IOException {
    try {
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Override
  public void drop(String name) {
    try {
      Files.deleteIfExists(file(name));
    } catch (IOException e) {
      LOG.warn("{} could not be removed: {}", file(name), e.toString());
    }
  }

  private Path file(String name) {
    if (!name.matches("[0-9a-f]{1,128}")) {
      throw new IllegalArgumentException("Not the name of an entry: " + name);
    }
    return folder.resolve(name + SUFFIX);
  }

  private byte[] seal(String name, byte[] code) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return mac.doFinal(code);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no " + ALGORITHM, e);
    }
  }

  private record Entry(Path file, long bytes, FileTime used) {}

  private void makeRoom() throws IOException {
    List<Entry> entries = entries();
    long sum = entries.stream().mapToLong(Entry::bytes).sum();
    for (Entry entry : entries) {
      if (sum <= mostBytes) {
        return;
      }
      Files.deleteIfExists(entry.file());
      sum -= entry.bytes();
    }
  }

  /** The entries, the one used longest ago first. */
  private List<Entry> entries() throws IOException {
    List<Entry> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(SUFFIX)).toList()) {
        try {
          found.add(new Entry(file, Files.size(file), Files.getLastModifiedTime(file)));
        } catch (NoSuchFileException e) {
          LOG.trace("{} is gone already", file, e);
        }
      }
    }
    found.sort(Comparator.comparing(Entry::used));
    return found;
  }

  /** What a process that died was writing. */
  private void removeLeftovers() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(ASIDE)).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
