package io.horizonpush.wasm.kit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** A language in which plugins are written, and by which file its projects are known. */
public enum Language {
  RUST("Cargo.toml"),
  C("compile_flags.txt"),
  ASSEMBLYSCRIPT("asconfig.json");

  private final String file;

  Language(String file) {
    this.file = file;
  }

  /** As it is written in commands: {@code rust}, {@code c}, {@code assemblyscript}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The language of that {@link #id}.
   *
   * @throws BuildException if there is none
   */
  public static Language of(String id) {
    return Arrays.stream(values())
        .filter(language -> language.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new BuildException(id + " is not one of rust, c and assemblyscript"));
  }

  /**
   * The language of the project in a folder.
   *
   * @throws BuildException if it is no project of any
   */
  public static Language in(Path project) {
    return Arrays.stream(values())
        .filter(language -> Files.isRegularFile(project.resolve(language.file)))
        .findFirst()
        .orElseThrow(
            () ->
                new BuildException(
                    Files.isDirectory(project)
                        ? project
                            + " has no Cargo.toml, compile_flags.txt or asconfig.json: plugin new"
                            + " makes a project"
                        : "there is no folder " + project));
  }
}
