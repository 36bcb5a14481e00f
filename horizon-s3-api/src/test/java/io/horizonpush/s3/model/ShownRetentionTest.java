package io.horizonpush.s3.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.model.Retention.Mode;
import io.horizonpush.s3.model.Retention.Period;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShownRetentionTest {

  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  private static final Instant SOON = NOW.plusSeconds(60);
  private static final Instant LATE = NOW.plusSeconds(3600);
  private static final Instant PAST = NOW.minusSeconds(1);

  private static Retention retention(Optional<Period> period, Optional<Instant> compliance) {
    return new Retention(period, compliance);
  }

  @Test
  void whatWasSetLast_isShown_evenWhenItHasEnded() {
    Period period = new Period(Mode.GOVERNANCE, PAST);
    assertThat(Retention.of(period).shown(NOW)).contains(period);
    Period late = new Period(Mode.GOVERNANCE, LATE);
    assertThat(retention(Optional.of(late), Optional.of(SOON)).shown(NOW)).contains(late);
  }

  @Test
  void aPromiseOfCompliance_thatOutlastsWhatWasSetLast_isShownInItsPlace() {
    Period soon = new Period(Mode.GOVERNANCE, SOON);
    Period promised = new Period(Mode.COMPLIANCE, LATE);
    assertThat(retention(Optional.of(soon), Optional.of(LATE)).shown(NOW)).contains(promised);
    assertThat(retention(Optional.empty(), Optional.of(LATE)).shown(NOW)).contains(promised);
    assertThat(retention(Optional.empty(), Optional.of(PAST)).shown(NOW)).isEmpty();
  }
}
