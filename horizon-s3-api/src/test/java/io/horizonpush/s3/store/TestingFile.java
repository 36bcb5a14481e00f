package io.horizonpush.s3.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A file that is open for one reader. */
public record TestingFile(FileChannel channel) implements Content.OpenFile {

  /** Opens a file. */
  public static TestingFile open(Path path) throws IOException {
    return new TestingFile(FileChannel.open(path, StandardOpenOption.READ));
  }

  /** Writes bytes into a file that is gone when it is closed. */
  public static Content.FileSlice write(List<ByteBuffer> bytes) {
    try {
      Path path = Files.createTempFile("testing-file", ".tmp");
      for (ByteBuffer each : bytes) {
        byte[] copy = new byte[each.remaining()];
        each.duplicate().get(copy);
        Files.write(path, copy, StandardOpenOption.APPEND);
      }
      long length = Files.size(path);
      TestingFile file =
          new TestingFile(
              FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE));
      return new Content.FileSlice(file, 0, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Content.OpenFile again() {
    throw new UnsupportedOperationException("It has one reader");
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
