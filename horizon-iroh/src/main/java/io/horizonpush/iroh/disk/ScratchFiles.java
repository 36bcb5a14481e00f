package io.horizonpush.iroh.disk;

import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.Content.OpenFile;
import io.horizonpush.s3.store.Scratch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files for bytes that wait to be sent. They lose their names as soon as they are open, so that
 * nothing of them outlives the process. Thread-safe; blocks its (virtual) thread.
 */
public final class ScratchFiles implements Scratch {

  private static final Logger LOG = LoggerFactory.getLogger(ScratchFiles.class);

  /** What is written at once: Java takes as much memory outside its heap for it. */
  private static final int PIECE = 64 << 10;

  private final Path folder;
  private final DiskFloor floor;
  private final AtomicLong names = new AtomicLong();

  private ScratchFiles(Path folder, DiskFloor floor) {
    this.folder = folder;
    this.floor = floor;
  }

  /**
   * Those of a data directory, in a folder of their own, which is emptied.
   *
   * @param floor what is to be left of the disk
   * @throws IllegalStateException if the folder cannot be made
   */
  public static ScratchFiles in(Path dataDirectory, DiskFloor floor) {
    Path folder = dataDirectory.resolve("scratch");
    try {
      DurableFiles.createPrivateDirectory(folder);
      try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
        for (Path file : left) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(
          "The folder %s cannot be made or emptied: %s".formatted(folder, e.getMessage()), e);
    }
    return new ScratchFiles(folder, floor);
  }

  @Override
  public Content.FileSlice write(List<ByteBuffer> bytes) {
    long length = bytes.stream().mapToLong(ByteBuffer::remaining).sum();
    try {
      floor.require(length);
      FileChannel channel = create();
      boolean written = false;
      try {
        for (ByteBuffer each : bytes) {
          write(channel, each.duplicate());
        }
        written = true;
      } finally {
        if (!written) {
          channel.close();
        }
      }
      return new Content.FileSlice(Handle.of(channel), 0, length);
    } catch (IOException | S3Exception e) {
      LOG.warn("An answer of {} bytes cannot wait in {}: {}", length, folder, e.toString());
      throw S3Exception.slowDown();
    }
  }

  private FileChannel create() throws IOException {
    return FileChannel.open(
        folder.resolve(Long.toHexString(names.incrementAndGet())),
        Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE),
        DurableFiles.ownerOnly());
  }

  private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    int end = bytes.limit();
    while (bytes.position() < end) {
      bytes.limit(Math.min(end, bytes.position() + PIECE));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  /** A file in somebody's hands; closed by the last who lets go of it. */
  private record Handle(FileChannel channel, AtomicInteger users, AtomicBoolean closed)
      implements OpenFile {

    static Handle of(FileChannel channel) {
      return new Handle(channel, new AtomicInteger(1), new AtomicBoolean());
    }

    @Override
    public OpenFile again() {
      users.incrementAndGet();
      return new Handle(channel, users, new AtomicBoolean());
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true) && users.decrementAndGet() == 0) {
        try {
          channel.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
