package io.horizonpush.iroh.disk;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.ContentReader;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The room that is left on the disk for what gives room back: below it nothing is stored, until a
 * little more than it is free again. The disk is asked once a second, and whenever so much was
 * stored since. Thread-safe.
 */
public final class DiskFloor {

  private static final Logger LOG = LoggerFactory.getLogger(DiskFloor.class);
  private static final long LOOKED_AT = Duration.ofSeconds(1).toNanos();
  private static final long STORED_BETWEEN = 4 << 20;
  private static final long MOST_MORE = 1 << 30;

  private final Path directory;
  private final Rule rule;
  private final AtomicLong due = new AtomicLong(System.nanoTime());
  private final AtomicLong stored = new AtomicLong();
  private volatile Space space = new Space(Long.MAX_VALUE, Long.MAX_VALUE, 0, false);

  /** How much is to be left. */
  public sealed interface Rule {

    /** Nothing is left on purpose. */
    Rule NONE = new Size(0);

    /** In bytes, of a file system of so many. */
    long of(long total);

    /** A part of the file system; at least 256 MiB, or half of a very small one. */
    record Percent(int percent) implements Rule {

      private static final long LEAST = 256 << 20;

      @Override
      public long of(long total) {
        return Math.min(Math.max(total / 100 * percent, LEAST), total / 2);
      }

      @Override
      public String toString() {
        return percent + "%";
      }
    }

    /** A number of bytes. */
    record Size(long bytes) implements Rule {

      @Override
      public long of(long total) {
        return bytes;
      }
    }
  }

  /**
   * The disk as it was seen last.
   *
   * @param total in bytes
   * @param free in bytes
   * @param floor in bytes
   * @param isShort whether nothing is stored now
   */
  public record Space(long total, long free, long floor, boolean isShort) {

    /** What is not free, in bytes: of this node and of all others that use the disk. */
    public long used() {
      return total - free;
    }
  }

  /**
   * @param directory somewhere in the file system
   */
  public DiskFloor(Path directory, Rule rule) {
    this.directory = directory;
    this.rule = rule;
  }

  /** The disk as it is, seen a second ago at the most. */
  public Space space() {
    look(0);
    return space;
  }

  /**
   * Lets something be stored.
   *
   * @param bytes that it takes
   * @throws S3Exception {@code InsufficientStorage} if the disk has too little room
   */
  public void require(long bytes) {
    look(bytes);
    if (space.isShort()) {
      throw new S3Exception(
          S3ErrorCode.STORAGE_FULL,
          "The disk of this node has too little room. Writing goes on when objects are deleted or there is more.");
    }
  }

  /** The disk as it was seen last, without looking. */
  Space seen() {
    return space;
  }

  /** The same for bytes as they come. */
  public ContentReader guard(ContentReader content) {
    require(0);
    return new ContentReader() {
      @Override
      public Optional<ByteBuffer> next() {
        Optional<ByteBuffer> piece = content.next();
        piece.ifPresent(bytes -> require(bytes.remaining()));
        return piece;
      }

      @Override
      public boolean isReady() {
        return content.isReady();
      }

      @Override
      public void close() {
        content.close();
      }
    };
  }

  private void look(long bytes) {
    long since = stored.addAndGet(bytes);
    long now = System.nanoTime();
    long at = due.get();
    if ((now - at >= 0 || since > STORED_BETWEEN) && due.compareAndSet(at, now + LOOKED_AT)) {
      stored.set(0);
      // A FileStore would read the table of mounts each time, which at 200 MB/s was 2 % of a core.
      File place = directory.toFile();
      long total = place.getTotalSpace();
      if (total > 0) {
        seen(total, place.getUsableSpace(), rule.of(total));
      } else {
        LOG.debug("The free space of {} is not known", directory);
      }
    }
  }

  /** Takes note of the disk as it is. */
  void seen(long total, long free, long floor) {
    boolean before = space.isShort();
    long enough = before ? floor + Math.min(floor / 8, MOST_MORE) : floor;
    boolean isShort = free < enough;
    space = new Space(total, free, floor, isShort);
    if (isShort != before) {
      LOG.warn(
          "{} bytes are free on the disk, and {} are to be left: writes are {}",
          free,
          floor,
          isShort ? "refused" : "taken again");
    }
  }
}
