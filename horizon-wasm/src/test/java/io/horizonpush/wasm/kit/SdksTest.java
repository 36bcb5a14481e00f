package io.horizonpush.wasm.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The SDKs say what the ABI says: every function, under its name, with its types. */
class SdksTest {

  private static final Pattern MODULE =
      Pattern.compile("### `(horizonpush:\\w+)`\n(.*?)(?=\n##|\\z)", Pattern.DOTALL);
  private static final Pattern ROW = Pattern.compile("^\\| (`.*?) \\| ", Pattern.MULTILINE);
  private static final Pattern FUNCTION = Pattern.compile("`(\\w+)\\(");

  @Test
  void theSdks_haveEveryFunctionOfTheAbiAndNoOther() throws IOException {
    TreeSet<String> documented = new TreeSet<>();
    String abi = Files.readString(Path.of("../docs/plugin-abi.md"));
    for (MatchResult module : MODULE.matcher(abi).results().toList()) {
      for (MatchResult row : ROW.matcher(module.group(2)).results().toList()) {
        FUNCTION
            .matcher(row.group(1))
            .results()
            .forEach(function -> documented.add(module.group(1) + " " + function.group(1)));
      }
    }

    assertThat(documented).hasSizeGreaterThan(45);
    assertThat(rust().keySet()).containsExactlyElementsOf(documented);
  }

  @Test
  void theSdks_giveEveryFunctionTheSameTypes() throws IOException {
    Map<String, String> rust = rust();

    assertThat(c()).containsExactlyEntriesOf(rust);
    assertThat(assemblyScript()).containsExactlyEntriesOf(rust);
  }

  private static Map<String, String> rust() throws IOException {
    Map<String, String> functions = new TreeMap<>();
    String source = Files.readString(Path.of("sdk/rust/src/sys.rs"));
    Pattern module = Pattern.compile("imports!\\(\"(\\S+)\" \\{(.*?)\\}\\);", Pattern.DOTALL);
    Pattern function = Pattern.compile("fn (\\w+)\\((.*?)\\) -> (.*?);", Pattern.DOTALL);
    for (MatchResult in : module.matcher(source).results().toList()) {
      for (MatchResult one : function.matcher(in.group(2)).results().toList()) {
        functions.put(in.group(1) + " " + one.group(1), signature(one.group(2), one.group(3)));
      }
    }
    return functions;
  }

  private static Map<String, String> c() throws IOException {
    Map<String, String> functions = new TreeMap<>();
    String source = Files.readString(Path.of("sdk/c/horizonpush.h"));
    Pattern function =
        Pattern.compile(
            "HP_IMPORT\\(\"(\\w+)\", \"(\\w+)\"\\)\\s+(\\w+) hp_import_(\\w+)\\((.*?)\\);",
            Pattern.DOTALL);
    for (MatchResult one : function.matcher(source).results().toList()) {
      assertThat(one.group(4)).isEqualTo(one.group(1) + "_" + one.group(2));
      functions.put(
          "horizonpush:" + one.group(1) + " " + one.group(2),
          signature(one.group(5), one.group(3)));
    }
    return functions;
  }

  private static Map<String, String> assemblyScript() throws IOException {
    Map<String, String> functions = new TreeMap<>();
    String source = Files.readString(Path.of("sdk/assemblyscript/assembly/imports.ts"));
    Pattern function =
        Pattern.compile(
            "@external\\(\"(\\S+)\", \"(\\w+)\"\\)\nexport declare function \\w+\\((.*?)\\): (\\w+);");
    for (MatchResult one : function.matcher(source).results().toList()) {
      functions.put(one.group(1) + " " + one.group(2), signature(one.group(3), one.group(4)));
    }
    return functions;
  }

  /** Parameters and result as the types of WebAssembly. */
  private static String signature(String parameters, String result) {
    return Arrays.stream(parameters.split(",", -1))
            .map(String::strip)
            .filter(parameter -> !parameter.isEmpty() && !parameter.equals("void"))
            .map(SdksTest::type)
            .toList()
        + " "
        + type(result);
  }

  /** The type of one parameter, with or without its name before or behind it. */
  private static String type(String text) {
    if (text.equals("()") || text.equals("void")) {
      return "none";
    }
    if (text.contains("*")) {
      return "i32";
    }
    if (text.matches("(.*: )?f64|double.*")) {
      return "f64";
    }
    return text.matches("(.*: )?i64|int64_t.*") ? "i64" : "i32";
  }
}
