package io.horizonpush.fallback.origin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A text that must reach no log, no error and no listing: it prints as {@code ***}. */
public record Secret(String value) {

  /** The largest file that is read for one, in bytes. */
  private static final long MAX_BYTES = 64 << 10;

  public Secret {
    if (value.isBlank()) {
      throw OriginException.misconfigured("a secret of an origin is empty");
    }
  }

  /**
   * The secret in a file, without the white space around it.
   *
   * @throws OriginException misconfigured, naming the file, when it cannot be read or is empty
   */
  public static Secret in(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw OriginException.misconfigured(
            "%s is larger than 64 KiB: it holds no secret of an origin".formatted(file));
      }
      String text = Files.readString(file).strip();
      if (text.isEmpty()) {
        throw OriginException.misconfigured(
            "%s is empty: write the secret into it".formatted(file));
      }
      return new Secret(text);
    } catch (NoSuchFileException e) {
      throw OriginException.misconfigured("there is no file %s".formatted(file));
    } catch (IOException e) {
      throw OriginException.misconfigured(
          "%s cannot be read as text: check what it is and who may read it".formatted(file));
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
