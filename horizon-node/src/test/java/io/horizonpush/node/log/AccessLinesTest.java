package io.horizonpush.node.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.pipeline.RequestObserver.Answered;
import io.horizonpush.s3.pipeline.RequestObserver.Asked;
import io.horizonpush.s3.pipeline.RequestObserver.Completed;
import io.horizonpush.s3.pipeline.RequestObserver.Timing;
import io.horizonpush.s3.request.RequestId;
import io.horizonpush.s3.request.S3Operation;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccessLinesTest {

  private static final long NOW = Instant.parse("2026-01-02T03:04:05.678Z").toEpochMilli();

  private final AccessLines lines = new AccessLines(Clock.systemUTC());

  @Test
  void aLine_saysWhoAskedWhatAndWhatBecameOfIt() {
    Completed request =
        new Completed(
            new RequestId("R1"),
            new Asked(
                Optional.of(S3Operation.GET_OBJECT),
                "GET",
                "/s3/b/k",
                Optional.of("AKID"),
                InetAddress.getLoopbackAddress()),
            new Answered(200, Optional.empty(), 0, 22, true),
            new Timing(2_500_000, 1_250_000));

    assertThat(lines.line(request, NOW))
        .isEqualTo(
            "2026-01-02T03:04:05.678Z R1 127.0.0.1 AKID GetObject GET /s3/b/k 200 - 0 22 1.250"
                + " 2.500 whole");
  }

  @Test
  void lines_ofDifferentSeconds_sayDifferentTimes() {
    Completed request =
        new Completed(
            new RequestId("R3"),
            new Asked(
                Optional.empty(), "GET", "/", Optional.empty(), InetAddress.getLoopbackAddress()),
            new Answered(200, Optional.empty(), 0, 0, true),
            new Timing(0, 0));

    assertThat(lines.line(request, NOW + 322)).startsWith("2026-01-02T03:04:06.000Z R3 ");
    assertThat(lines.line(request, NOW + 321)).startsWith("2026-01-02T03:04:05.999Z R3 ");
  }

  @Test
  void aLine_cannotBeForgedByAPath() {
    Completed request =
        new Completed(
            new RequestId("R2"),
            new Asked(
                Optional.empty(),
                "",
                "/a b\r\nc\u0085",
                Optional.empty(),
                InetAddress.getLoopbackAddress()),
            new Answered(400, Optional.of(S3ErrorCode.BAD_REQUEST), 0, 0, false),
            new Timing(0, 0));

    assertThat(lines.line(request, NOW))
        .contains(" R2 127.0.0.1 - - - /a?b??c? 400 BadRequest 0 0 0.000 0.000 broken");
  }
}
