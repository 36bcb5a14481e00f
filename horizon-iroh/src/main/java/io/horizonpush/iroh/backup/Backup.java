package io.horizonpush.iroh.backup;

import io.horizonpush.iroh.backup.BackupFolder.Mark;
import io.horizonpush.iroh.backup.FileBringer.Brought;
import io.horizonpush.iroh.content.ContentFiles;
import io.horizonpush.iroh.content.ContentStore;
import io.horizonpush.iroh.disk.DiskFloor;
import io.horizonpush.iroh.disk.DurableFiles;
import io.horizonpush.iroh.index.IdentityTable.Identity;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.IndexException;
import io.horizonpush.iroh.index.IndexFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * The making of backups of a node that runs: a copy of its index, and every file that the copy
 * names. While it lasts no file is removed; requests wait for nothing. Documents are not in it:
 * they are made again from the index and the node's key. Thread-safe.
 */
public final class Backup {

  private static final String STAGED = "index.copy";

  private final Index index;
  private final ContentStore content;
  private final ContentFiles files;
  private final Path dataDirectory;
  private final List<String> others;
  private final ReentrantLock oneAtATime = new ReentrantLock();

  /**
   * @param others the names of the files in the data directory that a node needs besides its stores
   */
  public Backup(Index index, ContentStore content, Path dataDirectory, List<String> others) {
    this.index = index;
    this.content = content;
    this.files = new ContentFiles(dataDirectory);
    this.dataDirectory = dataDirectory;
    this.others = List.copyOf(others);
    try {
      removeStaged();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void removeStaged() throws IOException {
    Files.deleteIfExists(dataDirectory.resolve(STAGED));
    for (String beside : IndexFile.BESIDE) {
      Files.deleteIfExists(dataDirectory.resolve(STAGED + beside));
    }
  }

  /**
   * Makes a backup in a folder, or brings one that is there up to date. If it fails, the earlier
   * one is as it was.
   *
   * @throws io.horizonpush.s3.model.S3Exception if it cannot be made, in one line
   */
  public BackupReport make(Path target) {
    if (!oneAtATime.tryLock()) {
      throw BackupFolder.refused("Another backup is being made; wait until it has ended");
    }
    try {
      BackupFolder folder = new BackupFolder(requireElsewhere(target));
      content.identity().problem().ifPresent(Backup::refuse);
      folder.begin(index.read(tables -> tables.identity().get()));
      try (var _ = content.removals().hold()) {
        return make(folder);
      }
    } catch (IOException | UncheckedIOException | IndexException e) {
      throw BackupFolder.refused(
          "The backup in %s was not finished, and what was there before it still counts: %s"
              .formatted(target, e.getMessage()));
    } finally {
      oneAtATime.unlock();
    }
  }

  private static void refuse(String why) {
    throw BackupFolder.refused(why);
  }

  private Path requireElsewhere(Path target) throws IOException {
    if (!target.isAbsolute()) {
      throw BackupFolder.refused("The folder of a backup is named by its whole path");
    }
    Path normal = target.normalize();
    BackupFolder.requireApart(normal, dataDirectory);
    return normal;
  }

  private BackupReport make(BackupFolder folder) throws IOException {
    Path staged = dataDirectory.resolve(STAGED);
    DiskFloor.Space space = content.floor().space();
    if (space.free() - Files.size(dataDirectory.resolve(Index.FILE)) < space.floor()) {
      throw BackupFolder.refused(
          "The disk of the data directory has too little room for a copy of the index: make room, and try again");
    }
    try {
      // The copy has a generation of its own: whoever puts it in the place of the index is told.
      content.identity().advance();
      Identity taken = index.read(tables -> tables.identity().get());
      index.copy(staged);
      content.identity().advance();
      // Whatever the copy names lies in files that take no more after this.
      content.compaction().seal();
      return bring(folder, staged, new Mark(taken, Instant.now()));
    } finally {
      removeStaged();
    }
  }

  private BackupReport bring(BackupFolder folder, Path staged, Mark mark) throws IOException {
    FileBringer bringer = new FileBringer();
    ContentFiles target = new ContentFiles(folder.root());
    Set<Path> named = new HashSet<>();
    long missing = 0;
    long objects;
    try (IndexFile copy = IndexFile.open(staged)) {
      objects = copy.objects();
      List<IndexFile.Named> all = new ArrayList<>();
      copy.forEachFile(all::add);
      for (IndexFile.Named each : all) {
        Path to = target.path(each.id());
        named.add(to);
        if (bringer.bring(files.path(each.id()), to, each.end()) == Brought.MISSING) {
          missing++;
        }
      }
    }
    bringer.sync();
    for (String name : others) {
      if (Files.exists(dataDirectory.resolve(name))) {
        DurableFiles.write(folder.file(name), Files.readAllBytes(dataDirectory.resolve(name)));
      }
    }
    place(staged, folder.file(mark.index()));
    folder.finish(mark);
    long removed = removeOthers(folder, mark, named);
    return new BackupReport(
        folder.root(),
        mark.created(),
        mark.generation(),
        objects,
        new BackupReport.Files(bringer.linked(), bringer.copied(), bringer.there(), removed),
        missing);
  }

  private static void place(Path staged, Path to) throws IOException {
    try {
      DurableFiles.move(staged, to);
    } catch (AtomicMoveNotSupportedException e) {
      Path part = to.resolveSibling(to.getFileName() + FileBringer.PART);
      new FileBringer().copy(staged, part);
      DurableFiles.move(part, to);
    }
  }

  /** Removes what earlier backups had and this one does not name. */
  private static long removeOthers(BackupFolder folder, Mark mark, Set<Path> named)
      throws IOException {
    long removed = 0;
    try (Stream<Path> all = Files.list(folder.root())) {
      for (Path file : all.filter(file -> isIndexOf(file, mark)).toList()) {
        Files.delete(file);
      }
    }
    try (Stream<Path> all = Files.walk(folder.file(BackupFolder.CONTENT))) {
      for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        if (isContent(file) && !named.contains(file)) {
          Files.delete(file);
          removed++;
        }
      }
    }
    return removed;
  }

  /** Whether a file came by a backup; nobody else's is removed. */
  private static boolean isContent(Path file) {
    String name = file.getFileName().toString();
    return ContentFiles.names(
        name.endsWith(FileBringer.PART)
            ? name.substring(0, name.length() - FileBringer.PART.length())
            : name);
  }

  /** Whether a file is the index of an earlier backup, or was to become one. */
  private static boolean isIndexOf(Path file, Mark mark) {
    String name = file.getFileName().toString();
    return name.startsWith("index-") && !name.equals(mark.index());
  }
}
