package io.horizonpush.wasm.kit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A folder with the sources of a plugin, its {@code manifest.json} and its {@code cases/}.
 *
 * @param folder absolute
 */
public record PluginProject(Path folder, Language language) {

  /** A name of the ABI, which is a name of Cargo's and npm's packages, too. */
  static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

  private static final int LARGEST_MANIFEST = 64 * 1024;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /**
   * The project in a folder.
   *
   * @throws BuildException if there is none
   */
  public static PluginProject in(Path folder) {
    return new PluginProject(folder.toAbsolutePath().normalize(), Language.in(folder));
  }

  /**
   * Compiles the project and makes one file of it, with its manifest inside.
   *
   * @param work a folder for what comes about on the way, which makes the next build faster
   * @return the plugin
   * @throws BuildException if that cannot be, with what to do about it
   */
  public byte[] build(Path work) {
    byte[] manifest = manifest().toString().getBytes(StandardCharsets.UTF_8);
    if (manifest.length > LARGEST_MANIFEST) {
      throw new BuildException("manifest.json has more than 64 KiB");
    }
    try {
      Files.createDirectories(work);
      Path module = Toolchain.compile(language, folder, work.toAbsolutePath().normalize());
      return ManifestSection.embed(Files.readAllBytes(module), manifest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The name that the manifest says.
   *
   * @throws BuildException if it says none
   */
  public String name() {
    return manifest().path("name").asText();
  }

  private JsonNode manifest() {
    try {
      JsonNode manifest = JSON.readTree(folder.resolve("manifest.json").toFile());
      if (!manifest.isObject() || !NAME.matcher(manifest.path("name").asText()).matches()) {
        throw new BuildException(
            "manifest.json has no name of small letters, digits and hyphens, at most 63");
      }
      return manifest;
    } catch (JsonProcessingException e) {
      throw new BuildException("manifest.json is no JSON: " + e.getOriginalMessage(), e);
    } catch (NoSuchFileException | java.io.FileNotFoundException e) {
      throw new BuildException(folder + " has no manifest.json", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
