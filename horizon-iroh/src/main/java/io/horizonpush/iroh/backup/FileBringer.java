package io.horizonpush.iroh.backup;

import io.horizonpush.iroh.disk.DurableFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.TreeSet;

/**
 * The way of files that are never written to again into another folder: as a second name where that
 * works, else as a copy. Confined to one thread.
 */
final class FileBringer {

  /** How the names of files end that are not whole yet. */
  static final String PART = ".part";

  private final Set<Path> folders = new TreeSet<>();
  private long linked;
  private long copied;
  private long there;

  /** What became of a file. */
  enum Brought {
    /** It is there now, or was before. */
    YES,
    /** Nobody has it, or not all that is asked for. */
    MISSING
  }

  /**
   * Brings a file, unless it is there.
   *
   * @param end up to where it is needed, in bytes; what is there may end sooner
   */
  Brought bring(Path from, Path to, long end) throws IOException {
    folder(to); // Its names are made durable, too, where an earlier process did not come to it.
    if (Files.exists(to) && Files.size(to) >= end) {
      there++;
      return Brought.YES;
    }
    return replace(from, to, end);
  }

  /** Brings a file in the place of whatever is there. */
  Brought replace(Path from, Path to, long end) throws IOException {
    folder(to);
    try {
      if (Files.size(from) < end) {
        return Brought.MISSING;
      }
      Path part = to.resolveSibling(to.getFileName() + PART);
      Files.deleteIfExists(part);
      if (!link(from, part)) {
        copy(from, part);
      }
      Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
      return Brought.YES;
    } catch (NoSuchFileException e) {
      if (Files.exists(from)) {
        throw e;
      }
      return Brought.MISSING;
    }
  }

  private void folder(Path file) throws IOException {
    Path folder = DurableFiles.parent(file);
    if (folders.add(folder)) {
      DurableFiles.createPrivateDirectory(folder);
    }
  }

  private boolean link(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from);
      linked++;
      return true;
    } catch (NoSuchFileException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) {
      return false; // Another file system, one without links, or too many of them.
    }
  }

  /** Copies a file durably. */
  void copy(Path from, Path to) throws IOException {
    try (FileChannel source = FileChannel.open(from, StandardOpenOption.READ)) {
      DurableFiles.copy(source, to, () -> {});
    }
    copied++;
  }

  /** Makes the names of what was brought durable. */
  void sync() throws IOException {
    for (Path folder : folders) {
      DurableFiles.sync(folder);
      DurableFiles.sync(DurableFiles.parent(folder));
    }
  }

  long linked() {
    return linked;
  }

  long copied() {
    return copied;
  }

  long there() {
    return there;
  }
}
