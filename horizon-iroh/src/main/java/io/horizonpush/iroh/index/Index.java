package io.horizonpush.iroh.index;

import io.horizonpush.iroh.disk.DurableFiles;
import io.horizonpush.iroh.disk.StoreMark;
import io.horizonpush.iroh.library.SqliteLibrary;
import io.horizonpush.s3.model.Durability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The records of this node, in one SQLite file.
 *
 * <p>Thread-safe; blocks its (virtual) thread. Writes go through one writer thread, see {@link
 * GroupCommit}; reads share a few connections, so that at most that many threads are inside SQLite,
 * and see everything that was committed when they began. Failures come out as S3 errors.
 */
public final class Index implements AutoCloseable {

  /** The name of the file in the data directory. */
  public static final String FILE = "index.db";

  private final Clocks clocks;
  private final GroupCommit writer;
  private final Tables writerTables;
  private final BlockingQueue<Tables> readers;
  private final List<Session> sessions;
  private final IndexCopier copier;

  /** The relaxed commits that are known to be on disk. */
  private final AtomicLong hardened = new AtomicLong();

  private Index(
      Path file, Clocks clocks, Tables writerTables, GroupCommit writer, List<Tables> readers) {
    this.clocks = clocks;
    copier = new IndexCopier(file, writer);
    this.writerTables = writerTables;
    this.writer = writer;
    this.readers = new ArrayBlockingQueue<>(readers.size(), false, readers);
    sessions = readers.stream().map(Tables::session).toList();
  }

  /**
   * How an index is opened.
   *
   * @param maxBatch the largest number of mutations in one transaction; 1 turns grouping off
   * @param readers the number of connections that read
   * @param fresh where blobs are that were stored and are not used yet
   */
  public record Options(
      int maxBatch, int readers, Clocks clocks, CommitObserver observer, FreshPlaces fresh) {

    /** What a node uses: more readers than cores would only wait for each other. */
    public static final Options DEFAULT =
        new Options(
            1024,
            Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 4),
            Clocks.SYSTEM,
            (mutations, nanos) -> {},
            FreshPlaces.NONE);

    public Options {
      if (maxBatch < 1 || readers < 1) {
        throw new IllegalArgumentException("An index needs a batch and a reader at least");
      }
    }
  }

  /**
   * Opens the index of a data directory and makes it when there is none. What a crash left in the
   * log is taken over.
   *
   * @throws IllegalStateException if a newer node wrote it, or it is missing beside its stores
   * @throws IndexException if it cannot be read or written
   */
  public static Index open(Path dataDirectory, Options options) {
    Path file = dataDirectory.resolve(FILE);
    try {
      requireWithItsStores(dataDirectory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    SqliteLibrary.prepare(dataDirectory);
    Session session = Session.open(file);
    try {
      session.set("busy_timeout = 10000");
      FreePages.prepare(session);
      session.pragma("journal_mode = WAL");
      session.set("synchronous = FULL");
      session.pragma("wal_autocheckpoint = 0");
      session.set("cache_size = -8000");
      session.set("journal_size_limit = 67108864");
      Migrations.apply(session);
      // Also when the file was there: a killed process may have made it and not come this far.
      DurableFiles.sync(dataDirectory);
      List<Tables> readers = new ArrayList<>();
      for (int i = 0; i < options.readers(); i++) {
        readers.add(new Tables(reader(file), options.clocks().wall(), FreshPlaces.NONE));
      }
      Tables tables = new Tables(session, options.clocks().wall(), options.fresh());
      return new Index(file, options.clocks(), tables, new GroupCommit(tables, options), readers);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    } catch (IOException e) {
      session.close();
      throw new UncheckedIOException(e);
    }
  }

  /** The wall clock that writes are stamped with. */
  public InstantSource wall() {
    return clocks.wall();
  }

  /** The clocks of this index. */
  public Clocks clocks() {
    return clocks;
  }

  /**
   * Runs a mutation and answers when it is committed: on disk for {@link Durability#STRICT}, handed
   * to the operating system for {@link Durability#RELAXED}.
   *
   * @throws io.horizonpush.s3.model.S3Exception what the mutation throws; {@code
   *     InsufficientStorage} when the disk is full; {@code ServiceUnavailable} when the index is
   *     read-only
   */
  public <T> T write(Durability durability, Mutation<T> mutation) {
    return writer.write(durability, mutation);
  }

  /**
   * Waits until everything that can be read now is on disk, what was written without waiting for it
   * too: before it is told to others, who would not forget it with this node.
   */
  public void harden() {
    long relaxed = writer.relaxed();
    if (relaxed != hardened.get()) {
      write(Durability.STRICT, tables -> tables.identity().harden());
      hardened.set(relaxed);
    }
  }

  /** Reads by queries of which each sees what is committed when it begins. */
  public <T> T read(Function<Tables, T> query) {
    Tables tables = take();
    try {
      return query.apply(tables);
    } catch (IndexException e) {
      throw e.forCaller();
    } finally {
      readers.add(tables);
    }
  }

  /** Reads by queries that all see the same state. Long ones let the log grow. */
  public <T> T snapshot(Function<Tables, T> query) {
    return read(
        tables -> {
          tables.session().update("BEGIN");
          try {
            return query.apply(tables);
          } finally {
            tables.session().update("ROLLBACK");
          }
        });
  }

  /**
   * Refuses every write from now on, because the disk failed somewhere else.
   *
   * @param reason what happened and what to do, for an operator
   */
  public void turnReadOnly(String reason) {
    writer.turnReadOnly(reason);
  }

  /** Says when entries were committed. */
  public EntryNews news() {
    return writer.news();
  }

  /** Whether the index takes writes. */
  public IndexHealth health() {
    return writer.health();
  }

  public IndexStats stats() {
    return writer.stats();
  }

  /** The number of mutations that wait for the writer now. */
  public int waiting() {
    return writer.waiting();
  }

  /**
   * Copies the index as it is at one moment after this is called; {@link IndexFile} opens the copy.
   * Requests go on meanwhile, and none of them waits for this.
   *
   * @throws IndexException if it changes faster than it can be copied
   */
  public void copy(Path target) throws IOException {
    copier.copy(target);
  }

  /** Commits what waits and closes the file. Readers that are busy are waited for. */
  @Override
  public void close() {
    copier.stop();
    writer.close();
    for (int i = 0; i < sessions.size(); i++) {
      take().session().close();
    }
    // The last connection writes the log into the file and removes it.
    writerTables.session().close();
    copier.close();
  }

  private Tables take() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return readers.take();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Session reader(Path file) {
    Session session = Session.open(file);
    session.set("busy_timeout = 10000");
    session.set("cache_size = -2000");
    session.set("query_only = ON");
    return session;
  }

  /** A new index beside the stores of another would take every file of theirs for garbage. */
  private static void requireWithItsStores(Path dataDirectory) throws IOException {
    if (Files.exists(dataDirectory.resolve(FILE))) {
      return;
    }
    for (String store : List.of(StoreMark.CONTENT, StoreMark.DOCUMENTS)) {
      Optional<StoreMark> mark = StoreMark.read(dataDirectory.resolve(store));
      if (mark.isPresent()) {
        throw new IllegalStateException(
            "%s is missing, and %s belongs to that of installation %s. Put the index back, or restore a backup; nothing was changed."
                .formatted(
                    dataDirectory.resolve(FILE),
                    dataDirectory.resolve(store),
                    mark.get().installation()));
      }
    }
  }
}
