package io.horizonpush.wasm.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * New projects: a language's template under a name, with the SDK beside it in {@code horizon-sdk/},
 * so that a project builds without a registry and for as long as it is kept. Stateless.
 */
public final class PluginTemplate {

  /** Where the build puts {@code horizon-wasm/sdk}. */
  private static final String SDK = "/META-INF/horizonpush/sdk/";

  private static final String TEMPLATE = "template";

  /** What a template says instead of a plugin's name. */
  private static final String PLACE = "__name__";

  private static final String IGNORED = "target/\nnode_modules/\n";

  private PluginTemplate() {}

  /**
   * Makes a project that builds as it is.
   *
   * @param folder of the project, which is not there yet
   * @throws BuildException if it is there, or the name is none of a plugin's
   */
  public static void unpack(Language language, String name, Path folder) {
    if (!PluginProject.NAME.matcher(name).matches()) {
      throw new BuildException(
          name + " is no plugin's name: small letters, digits and hyphens, at most 63");
    }
    if (Files.exists(folder)) {
      throw new BuildException(folder + " is there already");
    }
    try {
      read(language, root -> unpack(root, name, folder));
      Files.writeString(folder.resolve(".gitignore"), IGNORED);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void unpack(Path root, String name, Path folder) throws IOException {
    for (Path file : files(root)) {
      Path inside = root.relativize(file);
      Path relative = Path.of(inside.toString());
      if (inside.startsWith(TEMPLATE)) {
        Path target = folder.resolve(relative.subpath(1, relative.getNameCount()));
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        Files.writeString(target, Files.readString(file).replace(PLACE, name));
      } else {
        Path target = folder.resolve("horizon-sdk").resolve(relative);
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        Files.write(target, Files.readAllBytes(file));
      }
    }
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** Runs with the SDK's folder, which lies in a jar, or beside the classes while that is built. */
  private static void read(Language language, Reader reader) throws IOException {
    URL url = Objects.requireNonNull(PluginTemplate.class.getResource(SDK + language.id()));
    try {
      URI uri = url.toURI();
      if (uri.getScheme().equals("jar")) {
        try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
          reader.read(jar.getPath(SDK + language.id()));
        }
      } else {
        reader.read(Path.of(uri));
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @FunctionalInterface
  private interface Reader {

    void read(Path root) throws IOException;
  }
}
