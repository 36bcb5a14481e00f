package io.horizonpush.node.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JavaCommandTest {

  private static final MemoryPlan PLAN = MemoryPlan.of(400 << 20);

  private static JavaCommand command(List<String> added, String... options) {
    return new JavaCommand(
        Stream.of(
                Stream.of("java"),
                Stream.of(options),
                Stream.of("-jar", "a b.jar", "start-server", "--data-dir", "d"))
            .flatMap(all -> all)
            .toList(),
        added);
  }

  @Test
  void aNodeWithoutAHeap_getsItsShareBeforeAllOtherArguments() {
    JavaCommand given = command(List.of(), "-Dx=y");
    assertThat(given.lacksOptions()).isTrue();
    List<String> anew = given.withOptions(PLAN);
    assertThat(anew)
        .startsWith("java", "-Xmx" + (PLAN.share(MemoryPart.HEAP) >> 10) + "k")
        .contains("-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError")
        .endsWith("-Dx=y", "-jar", "a b.jar", "start-server", "--data-dir", "d");
    assertThat(new JavaCommand(anew, List.of()).lacksOptions()).isFalse();
  }

  @Test
  void aHeapFromTheCommandLineOrAVariable_isKept_andNothingGoesWithIt() {
    for (JavaCommand given :
        List.of(
            command(List.of(), "-Xmx64m"),
            command(List.of(), "-XX:MaxRAMPercentage=20"),
            command(List.of("-ea", "-Xmx64m")))) {
      assertThat(given.lacksOptions()).isTrue();
      List<String> anew = given.withOptions(PLAN);
      assertThat(anew)
          .contains("-XX:+ExitOnOutOfMemoryError")
          .doesNotContain("-XX:+UseSerialGC", "-Xmx" + (PLAN.share(MemoryPart.HEAP) >> 10) + "k")
          .noneMatch(argument -> argument.startsWith("-XX:MaxDirect"));
      assertThat(new JavaCommand(anew, given.added()).lacksOptions()).isFalse();
    }
  }

  @Test
  void aCommandThatSaysAll_isLeftAlone() {
    assertThat(command(List.of("-XX:-ExitOnOutOfMemoryError"), "-Xmx64m").lacksOptions()).isFalse();
    assertThat(command(List.of(), "-XX:+CrashOnOutOfMemoryError").lacksOptions()).isTrue();
  }

  @Test
  void whatElseSomebodyChose_isKept() {
    assertThat(
            command(
                    List.of("-XX:MaxDirectMemorySize=9m", "-XX:-ExitOnOutOfMemoryError"),
                    "-XX:+UseZGC")
                .withOptions(PLAN))
        .doesNotContain("-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError")
        .noneMatch(argument -> argument.startsWith("-XX:MaxDirect"));
  }

  @Test
  void anotherProgram_isLeftAlone() {
    assertThat(new JavaCommand(List.of("java", "-jar", "tests.jar"), List.of()).lacksOptions())
        .isFalse();
  }

  @Test
  void thisProcess_hasTheCommandLineThatTheSystemShows() {
    assertThat(JavaCommand.current(Map.of("JDK_JAVA_OPTIONS", "-Xmx1g  -ea")))
        .hasValueSatisfying(
            command -> {
              assertThat(command.arguments().getFirst()).endsWith("java");
              assertThat(command.added()).contains("-Xmx1g", "-ea");
            });
  }
}
