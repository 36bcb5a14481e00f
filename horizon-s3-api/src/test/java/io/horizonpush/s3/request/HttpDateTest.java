package io.horizonpush.s3.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HttpDateTest {

  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  @Test
  void aDate_isWrittenAsTheRfcShowsIt() {
    assertThat(HttpDate.format(Instant.parse("1994-11-06T08:49:37.999Z")))
        .isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
  }

  @Test
  void anyDate_isWrittenAsAFormatterWritesIt_andReadBack() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    long end = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    for (int round = 0; round < 10_000; round++) {
      Instant instant = Instant.ofEpochSecond(random.nextLong(end));
      String date = HttpDate.format(instant);

      assertThat(date).as("seed %d", seed).isEqualTo(IMF_FIXDATE.format(instant));
      assertThat(HttpDate.parse(date)).as("seed %d", seed).contains(instant);
    }
  }
}
