package io.horizonpush.iroh.ffm;

import java.nio.file.Path;

/** The native library could not be loaded; the message says which file, which platform and why. */
public final class NativeLibraryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NativeLibraryException(Path file, NativeLibrary.Platform platform, String reason) {
    super(
        "Cannot load the native library "
            + file
            + " on "
            + platform.folder()
            + ": "
            + reason
            + ". Set -D"
            + NativeLibrary.PATH_PROPERTY
            + " to a library built for this platform.");
  }
}
