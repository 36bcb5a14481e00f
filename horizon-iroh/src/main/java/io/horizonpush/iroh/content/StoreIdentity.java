package io.horizonpush.iroh.content;

import io.horizonpush.iroh.disk.StoreMark;
import io.horizonpush.iroh.index.IdentityTable.Identity;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.s3.model.Durability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether index, files and documents belong together: each names the installation and a generation,
 * which grows with every start. With another index every file would be one that nothing uses.
 *
 * <p>The index goes first, and the others follow. Thread-safe; blocks its (virtual) thread.
 */
public final class StoreIdentity {

  private static final Logger LOG = LoggerFactory.getLogger(StoreIdentity.class);
  private static final List<String> STORES = List.of(StoreMark.CONTENT, StoreMark.DOCUMENTS);
  private static final String DO =
      "Put back what belongs together, or restore a backup; nothing was changed.";
  private static final String MOVE =
      "Move that folder away, and its documents are made again from the index; nothing was changed.";

  private final Index index;
  private final Path dataDirectory;
  private final ReentrantLock oneAtATime = new ReentrantLock();

  private StoreIdentity(Index index, Path dataDirectory) {
    this.index = index;
    this.dataDirectory = dataDirectory;
  }

  /**
   * Compares the stores of a data directory.
   *
   * @throws IllegalStateException if they do not belong together, in one line that says what to do
   */
  public static StoreIdentity check(Index index, Path dataDirectory) {
    StoreIdentity identity = new StoreIdentity(index, dataDirectory);
    identity.check();
    return identity;
  }

  private void check() {
    Identity own = index.read(tables -> tables.identity().get());
    for (String store : STORES) {
      Optional<StoreMark> mark = mark(store);
      if (mark.isPresent()) {
        compare(store, mark.get(), own);
      } else {
        requireUnmarked(store, own);
      }
    }
  }

  private void compare(String store, StoreMark mark, Identity own) {
    Path folder = dataDirectory.resolve(store);
    if (!mark.installation().equals(own.installation())) {
      throw new IllegalStateException(
          "%s belongs to installation %s, but %s to %s. %s"
              .formatted(folder, mark.installation(), Index.FILE, own.installation(), DO));
    }
    if (mark.generation() > own.generation()) {
      throw new IllegalStateException(
          "%s is an older copy: it is of generation %d, and %s of %d. %s"
              .formatted(Index.FILE, own.generation(), folder, mark.generation(), DO));
    }
    if (mark.generation() < own.generation() - (own.settled() ? 0 : 1)) {
      throw new IllegalStateException(
          "%s is an older copy: it is of generation %d, and %s of %d. %s"
              .formatted(folder, mark.generation(), Index.FILE, own.generation(), whatToDo(store)));
    }
  }

  private static String whatToDo(String store) {
    return store.equals(StoreMark.DOCUMENTS) ? MOVE : DO;
  }

  /** A store without a mark has to be new, or one that can be made again. */
  private void requireUnmarked(String store, Identity own) {
    Path folder = dataDirectory.resolve(store);
    if (!isEmpty(folder)) {
      throw new IllegalStateException(
          "%s has lost its %s, so that nobody can tell what it belongs to. %s"
              .formatted(folder, StoreMark.FILE, whatToDo(store)));
    }
    if (store.equals(StoreMark.CONTENT) && index.read(tables -> tables.blobs().hasPlaces())) {
      throw new IllegalStateException(
          "%s is missing, and the index of installation %s names files in it. %s"
              .formatted(folder, own.installation(), DO));
    }
    if (store.equals(StoreMark.DOCUMENTS)
        && !index.read(tables -> tables.documents().all()).isEmpty()) {
      LOG.warn("{} is missing; the documents are made again from the index", folder);
    }
  }

  /**
   * Begins the next generation, durably in all stores. Those that a crash left behind come up
   * first, or they would be two behind after another.
   */
  public void advance() {
    oneAtATime.lock();
    try {
      write(index.read(tables -> tables.identity().get()));
      write(index.write(Durability.STRICT, tables -> tables.identity().advance()));
      index.write(Durability.RELAXED, tables -> tables.identity().settle());
    } finally {
      oneAtATime.unlock();
    }
  }

  private void write(Identity own) {
    StoreMark wanted = new StoreMark(own.installation(), own.generation());
    try {
      for (String store : STORES) {
        if (!mark(store).equals(Optional.of(wanted))) {
          wanted.write(dataDirectory.resolve(store));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What keeps the stores of a running node from belonging together; nothing if they do. */
  public Optional<String> problem() {
    oneAtATime.lock();
    try {
      if (!Files.exists(dataDirectory.resolve(Index.FILE))) {
        return Optional.of(gone(Index.FILE));
      }
      Identity own = index.read(tables -> tables.identity().get());
      return STORES.stream().filter(store -> !belongs(store, own)).findFirst().map(this::gone);
    } catch (IllegalStateException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } finally {
      oneAtATime.unlock();
    }
  }

  /** A store is one behind where the disk did not take its mark. */
  private boolean belongs(String store, Identity own) {
    return mark(store)
        .filter(mark -> mark.installation().equals(own.installation()))
        .filter(
            mark ->
                mark.generation() == own.generation()
                    || (!own.settled() && mark.generation() == own.generation() - 1))
        .isPresent();
  }

  private String gone(String store) {
    return "%s is missing or another one than at the start: nothing is removed. Stop the node, put it back or restore a backup, and start the node."
        .formatted(dataDirectory.resolve(store));
  }

  private Optional<StoreMark> mark(String store) {
    try {
      return StoreMark.read(dataDirectory.resolve(store));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isEmpty(Path folder) {
    if (!Files.isDirectory(folder)) {
      return true;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
