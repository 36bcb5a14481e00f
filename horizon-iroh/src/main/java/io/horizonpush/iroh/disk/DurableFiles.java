package io.horizonpush.iroh.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Small files and directories that survive a power cut; only their owner can read most. */
public final class DurableFiles {

  /** How the names of files end that {@link #write} did not finish. */
  public static final String UNFINISHED = ".new";

  /** What is copied and made durable at once, so that nobody else waits long for the disk. */
  private static final long PIECE = 4 << 20;

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private DurableFiles() {}

  /** Makes a directory and those above it; makes it private even if it exists. */
  public static void createPrivateDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Path parent = directory.toAbsolutePath().getParent();
      if (parent != null && !Files.isDirectory(parent)) {
        createPrivateDirectory(parent);
      }
      Files.createDirectory(directory, permissions("rwx------"));
      if (parent != null) {
        sync(parent);
      }
    } else if (POSIX) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }
  }

  /** Replaces a file as a whole: after a power cut it holds the old text or the new one. */
  public static void write(Path file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The same for bytes. */
  public static void write(Path file, byte[] bytes) throws IOException {
    move(writeUnfinished(file, bytes), file);
  }

  /** The same for what is no secret: everybody may read it. */
  public static void writePublic(Path file, String text) throws IOException {
    Path temporary = writeUnfinished(file, text.getBytes(StandardCharsets.UTF_8));
    if (POSIX) {
      Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
    }
    move(temporary, file);
  }

  private static Path writeUnfinished(Path file, byte[] bytes) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + UNFINISHED);
    try (FileChannel channel = create(temporary)) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
    return temporary;
  }

  /** Begins a file anew that only its owner can read; whoever asks for it makes it durable. */
  public static FileChannel create(Path file) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(file, ownerOnly());
    return FileChannel.open(file, StandardOpenOption.WRITE);
  }

  /**
   * Copies a file that stays as it is, durably; the system shares its blocks where it can.
   *
   * @param beforeEach is asked to go on before each piece, and throws if not
   */
  public static void copy(FileChannel from, Path to, Runnable beforeEach) throws IOException {
    try (FileChannel target = create(to)) {
      long length = from.size();
      long at = 0;
      while (at < length) {
        beforeEach.run();
        long copied = from.transferTo(at, Math.min(PIECE, length - at), target);
        if (copied <= 0) {
          throw new IOException("A file became shorter while it was copied to " + to);
        }
        target.force(false);
        at += copied;
      }
      target.force(true);
    }
  }

  /** Gives a file another name in the same file system, durably; one that has it is replaced. */
  public static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    sync(parent(to));
  }

  /** Makes the names in a directory as durable as what they name. */
  public static void sync(Path directory) throws IOException {
    if (POSIX) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** Makes a file that is there durable. */
  public static void syncFile(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** The directory that a file lies in. */
  public static Path parent(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException(file + " lies in no directory");
    }
    return parent;
  }

  /** What makes a new file one that only its owner can read. */
  static FileAttribute<?>[] ownerOnly() {
    return permissions("rw-------");
  }

  private static FileAttribute<?>[] permissions(String text) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))
        }
        : new FileAttribute<?>[0];
  }
}
