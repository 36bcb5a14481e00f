package io.horizonpush.s3.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.pipeline.S3Pipeline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** Which failed requests an operator hears of. */
class FailureLogTest {

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger().addAppender(log);
  }

  @AfterEach
  void stop() {
    logger().detachAppender(log);
  }

  @ParameterizedTest
  @EnumSource(names = {"INTERNAL_ERROR", "SERVICE_UNAVAILABLE", "STORAGE_FULL"})
  void troubleOfTheNode_isLogged(S3ErrorCode code) throws Exception {
    fail(code);
    assertThat(log.list).extracting(ILoggingEvent::getLevel).contains(Level.WARN);
  }

  @ParameterizedTest
  @EnumSource(names = {"SLOW_DOWN", "NOT_IMPLEMENTED", "NO_SUCH_KEY"})
  void whatOnlyTheClientHasToKnow_isNot(S3ErrorCode code) throws Exception {
    fail(code);
    assertThat(log.list)
        .extracting(ILoggingEvent::getLevel)
        .noneMatch(level -> level.isGreaterOrEqual(Level.INFO));
  }

  private static void fail(S3ErrorCode code) throws Exception {
    try (TestingServer server =
        new TestingServer(
            request -> {
              throw new S3Exception(code, "why");
            })) {
      String get = "GET /bucket/k HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      assertThat(server.exchange(get)).startsWith("HTTP/1.1 " + code.status() + " ");
    }
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(S3Pipeline.class);
  }
}
