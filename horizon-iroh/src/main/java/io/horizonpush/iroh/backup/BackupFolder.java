package io.horizonpush.iroh.backup;

import io.horizonpush.iroh.disk.DurableFiles;
import io.horizonpush.iroh.index.IdentityTable.Identity;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of a backup. Its mark names the index that counts, and is replaced last, as a whole:
 * so there is always the earlier backup or the next one. Immutable.
 */
final class BackupFolder {

  /** The folder of the content store's files, laid out as in a data directory. */
  static final String CONTENT = "content";

  private static final String MARK = "backup.id";

  /** In a folder that has no finished backup yet. */
  private static final String BEGUN = "backup.begun";

  private static final String FORMAT = "horizonpush-backup-1";

  private final Path root;

  BackupFolder(Path root) {
    this.root = root;
  }

  /**
   * What a finished backup is.
   *
   * @param index the name of its index
   */
  record Mark(String installation, String history, long generation, Instant created, String index) {

    Mark(Identity of, Instant created) {
      this(
          of.installation(),
          of.history(),
          of.generation(),
          created,
          "index-" + of.generation() + ".db");
    }

    private String text() {
      return String.join(
          "\n",
          FORMAT,
          installation,
          history,
          Long.toString(generation),
          created.toString(),
          index,
          "");
    }

    private static Mark parse(Path file, String text) {
      List<String> lines = text.lines().toList();
      if (lines.size() != 6 || !lines.getFirst().equals(FORMAT)) {
        throw refused(file + " is damaged, or was written by another version of HorizonPush");
      }
      try {
        return new Mark(
            lines.get(1),
            lines.get(2),
            Long.parseLong(lines.get(3)),
            Instant.parse(lines.get(4)),
            Path.of(lines.get(5)).getFileName().toString());
      } catch (NumberFormatException | DateTimeParseException e) {
        throw refused(file + " is damaged");
      }
    }
  }

  /** Refuses a folder that lies in the data directory, or the other way round. */
  static void requireApart(Path folder, Path dataDirectory) throws IOException {
    Path there = real(folder.toAbsolutePath());
    Path data = real(dataDirectory.toAbsolutePath());
    if (there.startsWith(data) || data.startsWith(there)) {
      throw refused(
          "%s and the data directory lie in each other: choose another folder".formatted(folder));
    }
  }

  /** Where a path leads, even if its end does not exist yet. */
  private static Path real(Path path) throws IOException {
    Path existing = path;
    for (Path parent = path.getParent();
        parent != null && !Files.exists(existing, LinkOption.NOFOLLOW_LINKS);
        parent = existing.getParent()) {
      existing = parent;
    }
    return existing.toRealPath().resolve(existing.relativize(path)).normalize();
  }

  /** A refusal in one line. */
  static S3Exception refused(String why) {
    return new S3Exception(S3ErrorCode.OPERATION_ABORTED, why);
  }

  Path root() {
    return root;
  }

  Path file(String name) {
    return root.resolve(name);
  }

  /** The mark of a finished backup, if there is one. */
  Optional<Mark> mark() throws IOException {
    return read(MARK).map(text -> Mark.parse(root.resolve(MARK), text));
  }

  /**
   * Makes the folder, or takes over one that an earlier backup of the same index is in.
   *
   * @throws S3Exception if it holds anything else
   */
  void begin(Identity own) throws IOException {
    Optional<Mark> mark = mark();
    Optional<String> begun = read(BEGUN);
    if (mark.isEmpty() && begun.isEmpty()) {
      requireEmpty();
    }
    mark.ifPresent(found -> requireSame(found.installation(), found.history(), own));
    begun.ifPresent(
        text -> {
          List<String> lines = text.lines().toList();
          if (lines.size() == 2) {
            requireSame(lines.getFirst(), lines.getLast(), own);
          }
        });
    DurableFiles.createPrivateDirectory(root);
    if (mark.isEmpty()) {
      DurableFiles.write(root.resolve(BEGUN), own.installation() + "\n" + own.history() + "\n");
    }
    DurableFiles.createPrivateDirectory(root.resolve(CONTENT));
  }

  private void requireEmpty() throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    if (!Files.isDirectory(root)) {
      throw refused(root + " is no folder");
    }
    try (Stream<Path> files = Files.list(root)) {
      // An earlier backup may have ended amid its first step.
      if (files.anyMatch(file -> !file.endsWith(BEGUN + DurableFiles.UNFINISHED))) {
        throw refused(root + " holds files that are not a backup's: choose an empty folder");
      }
    }
  }

  private void requireSame(String installation, String history, Identity own) {
    if (!installation.equals(own.installation())) {
      throw refused(
          "%s holds a backup of another node (installation %s, this is %s): choose another folder"
              .formatted(root, installation, own.installation()));
    }
    if (!history.equals(own.history())) {
      throw refused(
          "%s holds a backup from before this node was restored, or of after that: choose another folder"
              .formatted(root));
    }
  }

  /** Makes what was brought the backup that counts; from here on it is this one. */
  void finish(Mark mark) throws IOException {
    DurableFiles.write(root.resolve(MARK), mark.text());
    Files.deleteIfExists(root.resolve(BEGUN));
  }

  private Optional<String> read(String name) throws IOException {
    try {
      return Optional.of(Files.readString(root.resolve(name)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
