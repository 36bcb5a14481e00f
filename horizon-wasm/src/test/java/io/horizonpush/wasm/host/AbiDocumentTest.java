package io.horizonpush.wasm.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.wasm.engine.FunctionType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is written down of the imports is what is there, both ways. */
class AbiDocumentTest {

  private static final Path DOCUMENT = Path.of("../docs/plugin-abi.md");
  private static final Pattern FUNCTION =
      Pattern.compile("`([a-z_]+)\\(([^)`]*)\\)(?: → (i32|i64))?`");

  @Test
  void theFunctionsOfTheDocument_areThoseThatTheHostOffers() throws IOException {
    Map<String, FunctionType> offered = new TreeMap<>(PluginBuilder.offered());
    offered.keySet().removeIf(name -> name.startsWith("wasi"));

    assertThat(documented()).isEqualTo(offered);
  }

  private static Map<String, FunctionType> documented() throws IOException {
    Map<String, FunctionType> found = new TreeMap<>();
    String module = "";
    for (String line : Files.readAllLines(DOCUMENT)) {
      if (line.startsWith("#")) {
        module = line.startsWith("### `horizonpush:") ? line.substring(5, line.length() - 1) : "";
      } else if (!module.isEmpty() && line.startsWith("| `")) {
        Matcher matcher = FUNCTION.matcher(line.substring(0, line.indexOf(" | ", 2)));
        while (matcher.find()) {
          found.put(module + " " + matcher.group(1), type(matcher));
        }
      }
    }
    return found;
  }

  private static FunctionType type(Matcher matcher) {
    StringBuilder parameters = new StringBuilder();
    for (String parameter : matcher.group(2).split(", ", -1)) {
      if (!parameter.isEmpty()) {
        parameters.append(
            parameter.endsWith(": i64") ? 'I' : parameter.endsWith(": f64") ? 'F' : 'i');
      }
    }
    String result = matcher.group(3);
    return FunctionType.of(
        parameters.toString(), result == null ? "" : result.equals("i64") ? "I" : "i");
  }
}
