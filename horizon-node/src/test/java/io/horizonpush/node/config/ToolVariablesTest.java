package io.horizonpush.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The variables that this checkout's tools use: a node started beside them must not mind them. */
class ToolVariablesTest {

  private static final Path CHECKOUT = Path.of("..");
  private static final Set<String> NOT_OURS = Set.of(".git", "target", "node_modules", "config");
  private static final Pattern VARIABLE = Pattern.compile("\\bHORIZON_[A-Z0-9_]*[A-Z0-9]\\b");
  private static final long LARGEST_SCRIPT = 1 << 20;

  @Test
  void everyVariableOfTheTools_isKnown() throws IOException {
    Set<String> unknown = new TreeSet<>();
    Files.walkFileTree(
        CHECKOUT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return NOT_OURS.contains(String.valueOf(folder.getFileName()))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile() && attributes.size() < LARGEST_SCRIPT) {
              String text = Files.readString(file, StandardCharsets.ISO_8859_1);
              VARIABLE.matcher(text).results().map(found -> found.group()).forEach(unknown::add);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    for (Setting<?> setting : Settings.ALL) {
      unknown.remove(setting.variable());
      unknown.remove(setting.fileVariable());
    }

    assertThat(unknown).contains("HORIZON_CARGO_TARGET_DIR", "HORIZON_POWERCUT", "HORIZON_JAR");
    assertThat(unknown).allMatch(OtherVariables::contains);
  }
}
