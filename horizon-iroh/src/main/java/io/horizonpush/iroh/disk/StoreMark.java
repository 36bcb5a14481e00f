package io.horizonpush.iroh.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a store beside the index says of itself, in a file of its own: which installation it belongs
 * to, and how many starts of that it has seen. Immutable.
 *
 * @param installation the random id of the index, as 32 hexadecimal digits
 * @param generation counts the starts of the node and the copies of its index
 */
public record StoreMark(String installation, long generation) {

  /** The name of the file in a store's folder. */
  public static final String FILE = "store.id";

  /** The folder of the content store in the data directory. */
  public static final String CONTENT = "content";

  /** The folder of the documents in the data directory. */
  public static final String DOCUMENTS = "docs";

  private static final Pattern FORM = Pattern.compile("([0-9a-f]{32}) ([0-9]{1,18})");

  /**
   * The mark of a folder; nothing if it has none.
   *
   * @throws IllegalStateException if it cannot be one
   */
  public static Optional<StoreMark> read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    try {
      String text = Files.readString(file).strip();
      Matcher matcher = FORM.matcher(text);
      if (!matcher.matches()) {
        throw new IllegalStateException(
            "%s is damaged. Put it back, or restore a backup; nothing was changed."
                .formatted(file));
      }
      return Optional.of(new StoreMark(matcher.group(1), Long.parseLong(matcher.group(2))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Writes the mark durably, and the folder if that is missing. */
  public void write(Path folder) throws IOException {
    DurableFiles.createPrivateDirectory(folder);
    DurableFiles.write(folder.resolve(FILE), installation + " " + generation + "\n");
  }
}
