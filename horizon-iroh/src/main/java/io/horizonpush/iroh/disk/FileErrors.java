package io.horizonpush.iroh.disk;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What is wrong with a file, in the words of the system rather than in those of Java. */
public final class FileErrors {

  private FileErrors() {}

  /** The reason alone, for messages that name the file themselves. */
  public static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "permission denied";
      case NoSuchFileException _ -> "no such file";
      case FileAlreadyExistsException _ -> "is a file and no folder";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }

  /** The reason behind the file that the exception is about, if it names one. */
  public static String describe(IOException e) {
    return e instanceof FileSystemException about && about.getFile() != null
        ? about.getFile() + ": " + reason(e)
        : reason(e);
  }
}
