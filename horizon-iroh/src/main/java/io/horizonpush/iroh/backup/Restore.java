package io.horizonpush.iroh.backup;

import io.horizonpush.iroh.backup.BackupFolder.Mark;
import io.horizonpush.iroh.backup.FileBringer.Brought;
import io.horizonpush.iroh.content.ContentFiles;
import io.horizonpush.iroh.disk.DurableFiles;
import io.horizonpush.iroh.disk.StoreMark;
import io.horizonpush.iroh.index.IdentityTable.Identity;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.IndexException;
import io.horizonpush.iroh.index.IndexFile;
import io.horizonpush.iroh.index.IndexFile.Losses;
import io.horizonpush.iroh.library.SqliteLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The restoring of a backup into the data directory of a node that does not run: an empty one, or
 * one of the same installation. The index takes its place last and at once; until then the node
 * starts as it was. Confined to one thread.
 */
public final class Restore {

  private static final String STAGED = "index.restored";
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

  private final BackupFolder folder;
  private final Path dataDirectory;
  private final List<String> others;
  private final ContentFiles files;
  private final Path present;
  private final Path aside;
  private final List<String> missing = new ArrayList<>();
  private long missingBlobs;

  private Restore(Path backup, Path dataDirectory, List<String> others) {
    this.folder = new BackupFolder(backup);
    this.dataDirectory = dataDirectory;
    this.others = List.copyOf(others);
    this.files = new ContentFiles(dataDirectory);
    this.present = dataDirectory.resolve(Index.FILE);
    this.aside = dataDirectory.resolve("before-restore-" + NAME.format(Instant.now()));
  }

  /**
   * Restores a backup.
   *
   * @param dataDirectory claimed by this process
   * @param others the names of the files that a node needs besides its stores
   * @throws io.horizonpush.s3.model.S3Exception if it cannot be restored, in one line
   */
  public static RestoreReport run(Path backup, Path dataDirectory, List<String> others) {
    Restore restore = new Restore(backup, dataDirectory, others);
    try {
      return restore.run();
    } catch (IOException | UncheckedIOException | IndexException | IllegalStateException e) {
      throw BackupFolder.refused(
          "The backup in %s was not restored: %s".formatted(backup, e.getMessage()));
    }
  }

  private RestoreReport run() throws IOException {
    BackupFolder.requireApart(folder.root(), dataDirectory);
    Mark mark =
        folder
            .mark()
            .orElseThrow(
                () -> BackupFolder.refused("There is no finished backup in " + folder.root()));
    SqliteLibrary.prepare(dataDirectory);
    Optional<Identity> own = requireSame(mark);
    boolean sameHistory = own.filter(before -> before.history().equals(mark.history())).isPresent();
    long lastFile = lastFile();
    Path staged = dataDirectory.resolve(STAGED);
    new FileBringer().copy(folder.file(mark.index()), fresh(staged));
    long objects;
    Optional<Losses> losses;
    try (IndexFile index = IndexFile.open(staged)) {
      bring(index, sameHistory);
      objects = index.objects();
      losses = own.isPresent() ? Optional.of(index.lossesOf(present)) : Optional.empty();
      index.restore(settle(mark, own), Math.max(lastFile, lastFile()), lastFile > 0);
    }
    DurableFiles.syncFile(staged);
    putAside();
    DurableFiles.move(staged, present);
    return new RestoreReport(
        mark.created(),
        objects,
        losses,
        missing,
        missingBlobs,
        Optional.of(aside).filter(Files::exists),
        lastFile > 0);
  }

  private static Path fresh(Path staged) throws IOException {
    for (String beside : IndexFile.BESIDE) {
      Files.deleteIfExists(staged.resolveSibling(staged.getFileName() + beside));
    }
    return staged;
  }

  /** What the index is that is there; nothing if there is none that can be read. */
  private Optional<Identity> requireSame(Mark mark) throws IOException {
    for (String store : List.of(StoreMark.CONTENT, StoreMark.DOCUMENTS)) {
      StoreMark.read(dataDirectory.resolve(store))
          .ifPresent(found -> requireSame(mark, found.installation()));
    }
    if (!Files.exists(present)) {
      if (lastFile() > 0 && StoreMark.read(files.folder()).isEmpty()) {
        throw BackupFolder.refused(
            "Nothing tells which node the files in %s belong to: restore into an empty folder"
                .formatted(files.folder()));
      }
      putLogsAside();
      return Optional.empty();
    }
    Optional<Identity> own = readPresent();
    own.ifPresent(found -> requireSame(mark, found.installation()));
    return own;
  }

  private void requireSame(Mark mark, String installation) {
    if (!mark.installation().equals(installation)) {
      throw BackupFolder.refused(
          "The backup is of installation %s, and %s of %s: restore into an empty folder"
              .formatted(mark.installation(), dataDirectory, installation));
    }
  }

  private Optional<Identity> readPresent() throws IOException {
    try {
      IndexFile.fold(present);
      try (IndexFile index = IndexFile.open(present)) {
        return Optional.of(index.identity());
      }
    } catch (IndexException e) {
      putLogsAside();
      return Optional.empty();
    }
  }

  /** The log of an index that is gone or broken would be taken for that of the next one. */
  private void putLogsAside() throws IOException {
    for (String beside : IndexFile.BESIDE) {
      Path log = dataDirectory.resolve(Index.FILE + beside);
      if (Files.exists(log)) {
        DurableFiles.createPrivateDirectory(aside);
        DurableFiles.move(log, aside.resolve(log.getFileName()));
      }
    }
    DurableFiles.sync(dataDirectory);
  }

  private void bring(IndexFile index, boolean sameHistory) throws IOException {
    ContentFiles from = new ContentFiles(folder.root());
    FileBringer bringer = new FileBringer();
    List<IndexFile.Named> all = new ArrayList<>();
    index.forEachFile(all::add);
    for (IndexFile.Named each : all) {
      Path source = from.path(each.id());
      Path target = files.path(each.id());
      boolean differs = Files.exists(target) && Files.exists(source) && differs(source, target);
      if (differs) {
        requireSameHistory(sameHistory, target);
      }
      // What differs has rotted: the index names what the backup has.
      Brought brought =
          differs
              ? bringer.replace(source, target, each.end())
              : bringer.bring(source, target, each.end());
      if (brought == Brought.MISSING) {
        missing.add(target.toString());
        missingBlobs += each.blobs();
      }
    }
    bringer.sync();
  }

  /** Whether two files differ in what both have. */
  private static boolean differs(Path source, Path target) throws IOException {
    long at = Files.isSameFile(source, target) ? -1 : Files.mismatch(source, target);
    return at >= 0 && at < Math.min(Files.size(source), Files.size(target));
  }

  /** After an earlier restore another file may have the same id. */
  private static void requireSameHistory(boolean sameHistory, Path target) {
    if (!sameHistory) {
      throw BackupFolder.refused(
          "%s is another file than the backup's, since a backup was restored between: restore into an empty folder"
              .formatted(target));
    }
  }

  /** Brings the mark of the content store in step, and answers its generation. */
  private long settle(Mark mark, Optional<Identity> own) throws IOException {
    Optional<StoreMark> before = StoreMark.read(files.folder());
    long generation =
        Math.max(
            mark.generation(),
            Math.max(
                own.map(Identity::generation).orElse(0L),
                before.map(StoreMark::generation).orElse(0L)));
    StoreMark wanted = new StoreMark(mark.installation(), generation);
    if (!before.equals(Optional.of(wanted))) {
      wanted.write(files.folder());
    }
    return generation;
  }

  /** Keeps what was there, and leaves nothing that would be taken for a part of the backup. */
  private void putAside() throws IOException {
    Path documents = dataDirectory.resolve(StoreMark.DOCUMENTS);
    if (Files.exists(documents)) {
      DurableFiles.createPrivateDirectory(aside);
      DurableFiles.move(documents, aside.resolve(StoreMark.DOCUMENTS));
    }
    for (String name : others) {
      putInPlace(name);
    }
    if (Files.exists(present)) {
      DurableFiles.createPrivateDirectory(aside);
      FileBringer bringer = new FileBringer();
      bringer.bring(present, aside.resolve(Index.FILE), Files.size(present));
      DurableFiles.sync(aside);
    }
    DurableFiles.sync(dataDirectory);
  }

  private void putInPlace(String name) throws IOException {
    Path from = folder.file(name);
    Path to = dataDirectory.resolve(name);
    if (!Files.exists(from) || (Files.exists(to) && Files.mismatch(from, to) < 0)) {
      return;
    }
    if (Files.exists(to)) {
      DurableFiles.createPrivateDirectory(aside);
      DurableFiles.write(aside.resolve(name), Files.readAllBytes(to));
    }
    DurableFiles.write(to, Files.readAllBytes(from));
  }

  /** The highest id that a file of the content store has; 0 if there is none. */
  private long lastFile() throws IOException {
    if (!Files.isDirectory(files.folder())) {
      return 0;
    }
    try (Stream<Path> all = Files.walk(files.folder())) {
      return all.map(path -> path.getFileName().toString())
          .filter(ContentFiles::names)
          .mapToLong(name -> Long.parseLong(name, 16))
          .max()
          .orElse(0);
    }
  }
}
