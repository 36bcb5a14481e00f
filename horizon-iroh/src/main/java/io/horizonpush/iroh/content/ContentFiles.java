package io.horizonpush.iroh.content;

import io.horizonpush.iroh.disk.DiskFloor;
import io.horizonpush.iroh.disk.StoreMark;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Where the files of the content store lie: by their id, 4,096 of them in a folder. Immutable. */
public final class ContentFiles {

  private static final int FOLDER_BITS = 12;
  private static final int FOLDER_DIGITS = 13;
  private static final HexFormat HEX = HexFormat.of();
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{16}");

  private final Path dataDirectory;
  private final Path folder;
  private final DiskFloor floor;

  /**
   * @param dataDirectory of the node
   */
  public ContentFiles(Path dataDirectory) {
    this(dataDirectory, DiskFloor.Rule.NONE);
  }

  /**
   * @param dataDirectory of the node
   * @param floor what is to be left of the disk
   */
  public ContentFiles(Path dataDirectory, DiskFloor.Rule floor) {
    this.floor = new DiskFloor(dataDirectory, floor);
    this.dataDirectory = dataDirectory;
    this.folder = dataDirectory.resolve(StoreMark.CONTENT);
  }

  /** The folder in which {@link #folder} lies. */
  Path dataDirectory() {
    return dataDirectory;
  }

  /** The room that is to be left on the disk. */
  DiskFloor floor() {
    return floor;
  }

  /** The folder of all files. */
  public Path folder() {
    return folder;
  }

  /** Whether a file in a folder of these may be one of them, by its name. */
  public static boolean names(String name) {
    return NAME.matcher(name).matches();
  }

  /** The path of a file. */
  public Path path(long file) {
    return folder
        .resolve(HEX.toHexDigits(file >> FOLDER_BITS, FOLDER_DIGITS))
        .resolve(HEX.toHexDigits(file));
  }
}
