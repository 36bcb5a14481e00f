package io.horizonpush.iroh.content;

import io.horizonpush.iroh.ffm.IrohException;
import io.horizonpush.iroh.ffm.IrohException.Code;
import io.horizonpush.iroh.ffm.IrohNative;
import io.horizonpush.iroh.ffm.IrohNative.StoreFile;
import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.iroh.index.Place;
import io.horizonpush.iroh.index.RecordLength;
import io.horizonpush.s3.model.BlobHash;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * The native store's files without the native library, for tests of what stands on them. Names
 * blobs by SHA-256 instead of BLAKE3, which nothing above can tell.
 *
 * <p>Thread-safe.
 */
public final class TestingRecords extends TestingSparse implements IrohNative.Store {

  private final ContentFiles files;
  private final Map<Long, ByteArrayOutputStream> writing = new HashMap<>();
  private long next;
  private long segmentLength;
  private Optional<Segment> puts = Optional.empty();
  private Optional<Segment> copies = Optional.empty();

  private record Segment(long file, long length) {}

  public TestingRecords(ContentFiles files) {
    super(files);
    this.files = files;
  }

  /** The name of a blob of these bytes. */
  public static BlobHash hash(byte[] bytes) {
    try {
      return BlobHash.of(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Changes bytes on the disk, as a broken one would. */
  public void damage(Place place, byte[] bytes) {
    write(place.file(), place.offset(), bytes);
  }

  /** Whether a file was begun, and neither ended nor given up. */
  synchronized boolean isWriting() {
    return !writing.isEmpty();
  }

  /** Loses a file, as a broken disk would. */
  public void lose(long file) {
    try {
      Files.delete(files.path(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized CompletableFuture<Void> open(long first, long segment) {
    next = first;
    segmentLength = segment;
    return done();
  }

  @Override
  public synchronized CompletableFuture<List<StoredRecord>> put(
      List<ByteBuffer> blobs, boolean durable) {
    return ended(
        () -> {
          List<StoredRecord> stored = new ArrayList<>();
          for (ByteBuffer blob : blobs) {
            byte[] bytes = new byte[blob.remaining()];
            blob.duplicate().get(bytes);
            puts = Optional.of(room(puts, bytes.length));
            stored.add(append(puts.get(), bytes));
            puts = Optional.of(behind(puts.get(), bytes.length));
          }
          return stored;
        });
  }

  private Segment room(Optional<Segment> current, long length) {
    return current
        .filter(segment -> segment.length() + RecordLength.of(length) <= segmentLength)
        .orElseGet(() -> new Segment(next++, 0));
  }

  private static Segment behind(Segment segment, long length) {
    return new Segment(segment.file(), segment.length() + RecordLength.of(length));
  }

  private StoredRecord append(Segment segment, byte[] bytes) {
    return store(segment.file(), segment.length(), bytes);
  }

  @Override
  synchronized long nextFile() {
    return next++;
  }

  @Override
  StoredRecord store(long file, long offset, byte[] bytes) {
    learn(bytes);
    byte[] record = new byte[Math.toIntExact(RecordLength.of(bytes.length))];
    System.arraycopy(bytes, 0, record, 0, bytes.length);
    try {
      Files.createDirectories(files.path(file).getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    write(file, offset, record);
    return new StoredRecord(hash(bytes), bytes.length, file, offset);
  }

  @Override
  void write(long file, long offset, byte[] bytes) {
    Path path = files.path(file);
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), offset);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public CompletableFuture<Void> sync() {
    return done();
  }

  @Override
  public synchronized CompletableFuture<Long> create() {
    writing.put(next, new ByteArrayOutputStream());
    return CompletableFuture.completedFuture(next++);
  }

  @Override
  public synchronized CompletableFuture<Void> write(long handle, ByteBuffer piece) {
    byte[] bytes = new byte[piece.remaining()];
    piece.duplicate().get(bytes);
    Objects.requireNonNull(writing.get(handle)).writeBytes(bytes);
    return done();
  }

  @Override
  public synchronized CompletableFuture<StoredRecord> finish(long handle, boolean durable) {
    byte[] bytes = Objects.requireNonNull(writing.remove(handle)).toByteArray();
    return ended(() -> store(handle, 0, bytes));
  }

  @Override
  public synchronized CompletableFuture<Void> abort(long handle) {
    writing.remove(handle);
    return done();
  }

  @Override
  public CompletableFuture<Void> verify(StoredRecord record, long from, long length) {
    return ran(
        () -> {
          if (!hash(bytes(record)).equals(record.hash())) {
            throw new IrohException(Code.DAMAGED, "the bytes do not match");
          }
        });
  }

  @Override
  public CompletableFuture<Void> scrub(StoredRecord record, long from, long length) {
    return verify(record, from, length);
  }

  private byte[] bytes(StoredRecord record) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(record.length()));
    try (FileChannel channel =
        FileChannel.open(files.path(record.file()), StandardOpenOption.READ)) {
      channel.read(bytes, record.offset());
    } catch (NoSuchFileException e) {
      throw new IrohException(Code.NOT_FOUND, "no such file");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.array();
  }

  @Override
  public synchronized CompletableFuture<List<Optional<StoredRecord>>> copy(
      List<StoredRecord> records) {
    return ended(() -> records.stream().map(this::copy).toList());
  }

  private Optional<StoredRecord> copy(StoredRecord record) {
    byte[] bytes;
    try {
      bytes = bytes(record);
    } catch (IrohException e) {
      return Optional.empty();
    }
    if (!hash(bytes).equals(record.hash())) {
      return Optional.empty();
    }
    Segment segment = room(copies, bytes.length);
    copies = Optional.of(behind(segment, bytes.length));
    return Optional.of(append(segment, bytes));
  }

  @Override
  public synchronized CompletableFuture<Void> seal() {
    puts = Optional.empty();
    copies = Optional.empty();
    return done();
  }

  @Override
  public CompletableFuture<Void> remove(List<Long> removed) {
    return ran(() -> removed.forEach(file -> deleteIfExists(files.path(file))));
  }

  private static void deleteIfExists(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public CompletableFuture<Void> cut(long file, long length) {
    return ran(
        () -> {
          try (FileChannel channel = FileChannel.open(files.path(file), StandardOpenOption.WRITE)) {
            channel.truncate(length);
          } catch (NoSuchFileException e) {
            // Passed over.
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Override
  public CompletableFuture<List<StoreFile>> files() {
    return ended(
        () -> {
          try (Stream<Path> all = Files.walk(files.folder())) {
            return all.filter(path -> path.getFileName().toString().length() == 16)
                .filter(Files::isRegularFile)
                .map(TestingRecords::file)
                .toList();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static StoreFile file(Path path) {
    long length = path.toFile().length();
    return new StoreFile(Long.parseLong(path.getFileName().toString(), 16), length, length);
  }

  private static CompletableFuture<Void> ran(Runnable work) {
    try {
      work.run();
      return done();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static CompletableFuture<Void> done() {
    return CompletableFuture.completedFuture(null);
  }
}
