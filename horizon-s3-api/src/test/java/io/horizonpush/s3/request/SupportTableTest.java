package io.horizonpush.s3.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.request.S3Operation.Support;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Keeps the support table of README and the table of operations the same. {@code -Dreadme.update}
 * rewrites README.
 */
class SupportTableTest {

  private static final Path README = Path.of("../README.md");
  private static final String BEGIN = "<!-- support table: begin -->\n";
  private static final String END = "<!-- support table: end -->";

  @Test
  void readme_saysWhatTheTableOfOperationsSays() throws IOException {
    if (System.getProperty("readme.update") != null) {
      String old = Files.readString(README);
      Files.writeString(README, old.replace(tableIn(old), table()));
    }

    assertThat(tableIn(Files.readString(README))).isEqualTo(table());
  }

  /** botocore's model has 116 operations. The form upload is none of them: no SDK sends it. */
  @Test
  void table_knowsEveryOperationOnce() {
    assertThat(Arrays.stream(S3Operation.values()).map(S3Operation::operationName))
        .doesNotHaveDuplicates()
        .hasSize(116 + 1)
        .contains("PostObject");
  }

  private static String tableIn(String readme) {
    return readme.substring(readme.indexOf(BEGIN) + BEGIN.length(), readme.indexOf(END));
  }

  private static String table() {
    return Arrays.stream(S3Operation.Scope.values())
        .map(
            scope ->
                "| %s | %s | %s |\n"
                    .formatted(
                        title(scope), names(scope, Support.YES), names(scope, Support.UNSET)))
        .collect(
            Collectors.joining(
                "", "| | supported | answered: this is not set |\n|---|---|---|\n", ""));
  }

  private static String title(S3Operation.Scope scope) {
    return switch (scope) {
      case SERVICE -> "service";
      case BUCKET -> "buckets";
      case OBJECT -> "objects";
    };
  }

  private static String names(S3Operation.Scope scope, Support support) {
    return Arrays.stream(S3Operation.values())
        .filter(operation -> operation.scope() == scope && operation.support() == support)
        .map(S3Operation::operationName)
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
