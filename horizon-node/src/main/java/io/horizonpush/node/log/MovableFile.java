package io.horizonpush.node.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.RollingFileAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log file that others may move away or remove, and that is then opened anew under its name. It
 * is always appended to, so that it may be cut to nothing as well. Thread-safe.
 */
final class MovableFile extends RollingFileAppender<ILoggingEvent> {

  private static final Logger log = LoggerFactory.getLogger(MovableFile.class);

  /** What the system knows the open file by, where it knows files by anything. */
  private volatile Optional<Object> open = Optional.empty();

  private volatile boolean failing;

  @Override
  public void openFile(String name) throws IOException {
    super.openFile(name);
    open = keyOf(Path.of(name));
  }

  /** Opens the file anew if its name stands for another file by now, or for none. */
  void follow() {
    try {
      if (!keyOf(Path.of(getFile())).equals(open)) {
        reopen();
      }
    } catch (IOException e) {
      reopen();
    }
  }

  /** Opens the file anew. What cannot be opened is tried again, and told once. */
  synchronized void reopen() {
    try {
      openFile(getFile());
      failing = false;
    } catch (IOException e) {
      if (!failing) {
        log.warn("the log {} cannot be opened anew, and goes on where it was", getFile(), e);
      }
      failing = true;
    }
  }

  private static Optional<Object> keyOf(Path file) throws IOException {
    return Optional.ofNullable(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
  }
}
