package io.horizonpush.node.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.LoggerContext;
import io.horizonpush.node.config.AccessLog;
import io.horizonpush.node.config.LogFormat;
import io.horizonpush.node.config.LogLevel;
import io.horizonpush.node.config.NodeConfig;
import io.horizonpush.node.testing.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.helpers.SubstituteLoggerFactory;

@ResourceLock(Resources.SYSTEM_ERR)
class LoggingTest {

  @TempDir private Path directory;
  private final ByteArrayOutputStream captured = new ByteArrayOutputStream();
  private final PrintStream standardError = System.err;

  @BeforeEach
  void captureStandardError() {
    System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restoreStandardError() {
    System.setErr(standardError);
  }

  @Test
  void start_whileAnotherThreadIsTheFirstToUseSlf4j_waitsForIt() {
    LoggerContext real = new LoggerContext();
    Iterator<ILoggerFactory> answers =
        List.of(new SubstituteLoggerFactory(), new SubstituteLoggerFactory(), real).iterator();
    assertThat(Logging.context(answers::next)).isSameAs(real);
  }

  @Test
  void theClientsOfClouds_writeNothingOfWhatTheySign_whateverLevelIsAskedFor() {
    List<String> lines =
        logged(
            LogFormat.TEXT,
            LogLevel.DEBUG,
            () -> {
              LoggerFactory.getLogger("software.amazon.awssdk.auth.signer.Aws4Signer").debug("one");
              LoggerFactory.getLogger("org.apache.hc.client5.http.wire").debug("two");
              LoggerFactory.getLogger("com.azure.core.http.policy").info("three");
              LoggerFactory.getLogger("software.amazon.awssdk.request").warn("four");
            });

    assertThat(lines).singleElement().asString().endsWith("four");
  }

  @Test
  void text_isOneLinePerEvent_withRequestAndFields() {
    List<String> lines =
        logged(
            LogFormat.TEXT,
            () -> {
              MDC.put("request", "R1");
              LoggerFactory.getLogger("io.horizonpush.Thing")
                  .atWarn()
                  .addKeyValue("bucket", "b")
                  .log("two\nlines");
              MDC.clear();
            });

    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst())
        .matches("\\S+T\\S+ WARN  Thing \\[R1\\] two \\| lines bucket=\"b\"");
  }

  @Test
  void text_putsAStackTraceOnTheLineOfItsEvent() {
    List<String> lines =
        logged(
            LogFormat.TEXT,
            () ->
                LoggerFactory.getLogger("Thing")
                    .error("broken", new IllegalStateException("because")));

    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst()).contains("broken", "IllegalStateException: because | at ");
  }

  @Test
  void text_withoutRequestOrFields_endsWithTheMessage() {
    List<String> lines =
        logged(LogFormat.TEXT, () -> LoggerFactory.getLogger("Thing").info("plain"));

    assertThat(lines).singleElement().asString().endsWith("INFO  Thing plain");
  }

  @Test
  void json_isOneObjectPerLine() {
    List<String> lines =
        logged(
            LogFormat.JSON,
            () -> {
              MDC.put("request", "R2");
              LoggerFactory.getLogger("Thing").atInfo().addKeyValue("bytes", 7).log("a\n\"b\"");
              MDC.clear();
            });

    assertThat(lines).hasSize(1);
    var event = Json.read(lines.getFirst());
    assertThat(event.path("formattedMessage").asText()).isEqualTo("a\n\"b\"");
    assertThat(event.path("level").asText()).isEqualTo("INFO");
    assertThat(event.path("mdc").path("request").asText()).isEqualTo("R2");
    assertThat(event.path("kvpList").toString()).contains("bytes");
  }

  @Test
  void events_belowTheLevel_areDropped() {
    assertThat(logged(LogFormat.TEXT, () -> LoggerFactory.getLogger("Thing").debug("quiet")))
        .isEmpty();
  }

  @Test
  void accessLines_goToTheirFileOnly() throws IOException {
    Path file = directory.resolve("logs/access.log");
    var config = new NodeConfig.Log(LogFormat.TEXT, LogLevel.INFO, new AccessLog.File(file));

    try (Logging logging = Logging.start(config)) {
      assertThat(logging).isNotNull();
      LoggerFactory.getLogger(Logging.ACCESS_LOGGER).info("GET /b/k\r\nforged");
    }

    assertThat(Files.readAllLines(file)).containsExactly("GET /b/k forged");
    assertThat(captured.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void accessLines_areInTheirFileWithoutAnyoneClosingIt() {
    Path file = directory.resolve("logs/access.log");
    var config = new NodeConfig.Log(LogFormat.TEXT, LogLevel.INFO, new AccessLog.File(file));

    try (Logging logging = Logging.start(config)) {
      assertThat(logging).isNotNull();
      LoggerFactory.getLogger(Logging.ACCESS_LOGGER).info("GET /b/first");
      await().untilAsserted(() -> assertThat(file).hasContent("GET /b/first\n"));
    }
  }

  @Test
  void accessLines_keepTheirOrderBeyondABatch() throws IOException {
    Path file = directory.resolve("logs/access.log");
    var config = new NodeConfig.Log(LogFormat.TEXT, LogLevel.INFO, new AccessLog.File(file));
    List<String> lines = IntStream.range(0, 5000).mapToObj(at -> "GET /b/k" + at).toList();

    try (Logging logging = Logging.start(config)) {
      assertThat(logging).isNotNull();
      lines.forEach(LoggerFactory.getLogger(Logging.ACCESS_LOGGER)::info);
    }

    assertThat(Files.readAllLines(file)).isEqualTo(lines);
  }

  private List<String> logged(LogFormat format, Runnable action) {
    return logged(format, LogLevel.INFO, action);
  }

  private List<String> logged(LogFormat format, LogLevel level, Runnable action) {
    try (Logging logging = Logging.start(new NodeConfig.Log(format, level, new AccessLog.Off()))) {
      assertThat(logging).isNotNull();
      action.run();
    }
    return captured.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
