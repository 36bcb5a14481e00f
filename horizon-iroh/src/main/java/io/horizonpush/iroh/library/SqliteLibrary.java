package io.horizonpush.iroh.library;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.jar.JarEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * The native part of the SQLite driver, loaded from the data directory.
 *
 * <p>By itself the driver writes a new copy to the system's folder for temporary files at every
 * start, where a killed process leaves it behind, and which may be mounted {@code noexec}.
 * Thread-safe.
 */
public final class SqliteLibrary {

  private static final Logger LOG = LoggerFactory.getLogger(SqliteLibrary.class);
  private static final String FOLDER_PROPERTY = "org.sqlite.lib.path";
  private static final String NAME_PROPERTY = "org.sqlite.lib.name";

  private SqliteLibrary() {}

  /** Makes the driver load the copy in a data directory. The first call in a process decides. */
  public static void prepare(Path dataDirectory) {
    if (System.getProperty(FOLDER_PROPERTY) != null) {
      return;
    }
    String name = LibraryLoaderUtil.getNativeLibName();
    URL url =
        SQLiteJDBCLoader.class.getResource(
            LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name);
    try {
      if (url != null && url.openConnection() instanceof JarURLConnection connection) {
        JarEntry entry = connection.getJarEntry();
        String id = "sqlite-" + HexFormat.of().toHexDigits((int) entry.getCrc());
        Path file =
            new BundledLibrary(name, id, entry.getSize())
                .extract(connection::getInputStream, dataDirectory);
        System.setProperty(NAME_PROPERTY, String.valueOf(file.getFileName()));
        System.setProperty(FOLDER_PROPERTY, String.valueOf(file.getParent()));
      }
    } catch (IOException e) {
      LOG.warn("The SQLite driver uses the folder for temporary files: {}", e.getMessage());
    }
  }
}
