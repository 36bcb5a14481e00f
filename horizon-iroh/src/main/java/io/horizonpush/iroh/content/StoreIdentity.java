package io.horizonpush.iroh.content;

import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Which index the files of the content store belong to: written beside them when the store is made,
 * and compared at each start. With another index every file would be one that nothing uses.
 */
final class StoreIdentity {

  private static final String FILE = "store.id";

  private StoreIdentity() {}

  /**
   * Compares, or writes it for a new store.
   *
   * @throws IllegalStateException if store and index do not belong together
   */
  static void check(Index index, ContentFiles files) {
    Path file = files.folder().resolve(FILE);
    String installation = index.read(Tables::installation);
    try {
      String found = Files.readString(file, StandardCharsets.UTF_8).strip();
      if (found.equals(installation)) {
        return;
      }
      if (!found.isEmpty()) {
        throw foreign(index, files, found);
      }
    } catch (NoSuchFileException e) {
      // Made now, if it is new.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    requireNew(index, files, installation);
    try {
      write(files, installation);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static IllegalStateException foreign(Index index, ContentFiles files, String found) {
    return new IllegalStateException(
        "The files in %s belong to the index of installation %s, but %s is of installation %s. Put back the index that belongs to them, or restore a backup; nothing was changed."
            .formatted(files.folder(), found, Index.FILE, index.read(Tables::installation)));
  }

  private static void requireNew(Index index, ContentFiles files, String installation) {
    boolean named = index.read(tables -> tables.blobs().hasPlaces());
    if (named) {
      throw new IllegalStateException(
          "The index of installation %s names files that should be in %s, which is missing or has lost its %s. Put the folder back, or restore a backup; nothing was changed."
              .formatted(installation, files.folder(), FILE));
    }
  }

  private static void write(ContentFiles files, String text) throws IOException {
    Files.createDirectories(files.folder());
    try (FileChannel channel =
        FileChannel.open(
            files.folder().resolve(FILE),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    sync(files.folder());
    sync(files.dataDirectory());
  }

  private static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
