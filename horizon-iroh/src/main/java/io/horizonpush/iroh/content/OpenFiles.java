package io.horizonpush.iroh.content;

import io.horizonpush.s3.store.Content.OpenFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The files that are open for reading: the ones used last stay open for whoever comes next, and one
 * that is in use is closed by the last who lets go of it. Thread-safe.
 */
final class OpenFiles implements AutoCloseable {

  private final ReentrantLock lock = new ReentrantLock();
  private final ContentFiles files;
  private final int most;
  private final LinkedHashMap<Long, Shared> open = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param most files that stay open while nobody reads them
   */
  OpenFiles(ContentFiles files, int most) {
    this.files = files;
    this.most = most;
  }

  /**
   * A file, open until its receiver closes it.
   *
   * @throws java.nio.file.NoSuchFileException if it is gone
   */
  OpenFile open(long file) throws IOException {
    lock.lock();
    try {
      Shared shared = open.get(file);
      if (shared != null && shared.channel.isOpen()) {
        return shared.handOut();
      }
    } finally {
      lock.unlock();
    }
    Shared opened = new Shared(FileChannel.open(files.path(file), StandardOpenOption.READ), lock);
    lock.lock();
    try {
      OpenFile handle = opened.handOut();
      Shared before = open.put(file, opened);
      if (before != null) {
        before.forget();
      }
      while (open.size() > most) {
        open.pollFirstEntry().getValue().forget();
      }
      return handle;
    } finally {
      lock.unlock();
    }
  }

  /** Keeps files open no longer than those need them who have them. */
  void forget(Collection<Long> gone) {
    lock.lock();
    try {
      for (Long file : gone) {
        Shared shared = open.remove(file);
        if (shared != null) {
          shared.forget();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      open.values().forEach(Shared::forget);
      open.clear();
    } finally {
      lock.unlock();
    }
  }

  /** One open file and those who have it; everything under the lock. */
  private static final class Shared {
    private final FileChannel channel;
    private final ReentrantLock lock;
    private int users;
    private boolean forgotten;

    Shared(FileChannel channel, ReentrantLock lock) {
      this.channel = channel;
      this.lock = lock;
    }

    OpenFile handOut() {
      users++;
      return new Handle(this, new AtomicBoolean());
    }

    void forget() {
      forgotten = true;
      closeIfUnused();
    }

    void letGo() {
      lock.lock();
      try {
        users--;
        closeIfUnused();
      } finally {
        lock.unlock();
      }
    }

    private void closeIfUnused() {
      if (forgotten && users == 0) {
        try {
          channel.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /** A file in somebody's hands; let go of once. */
  private record Handle(Shared shared, AtomicBoolean closed) implements OpenFile {

    @Override
    public FileChannel channel() {
      return shared.channel;
    }

    @Override
    public OpenFile again() {
      shared.lock.lock();
      try {
        return shared.handOut();
      } finally {
        shared.lock.unlock();
      }
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        shared.letGo();
      }
    }
  }
}
