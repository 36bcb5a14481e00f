package io.horizonpush.s3.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that is open for one reader. */
public record TestingFile(FileChannel channel) implements Content.OpenFile {

  /** Opens a file. */
  public static TestingFile open(Path path) throws IOException {
    return new TestingFile(FileChannel.open(path, StandardOpenOption.READ));
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
