package io.horizonpush.fallback.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeterTest {

  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Meter.Limit LIMIT = new Meter.Limit(100, Duration.ofDays(30));

  /** What outlives a meter. */
  static final class Kept implements Meter.Store {

    private Optional<Meter.Spent> spent = Optional.empty();

    @Override
    public Optional<Meter.Spent> load() {
      return spent;
    }

    @Override
    public void save(Meter.Spent now) {
      spent = Optional.of(now);
    }
  }

  private final Kept kept = new Kept();
  private Instant now = BEGIN;

  @Test
  void whatIsOverTheLimit_isNotSpent() {
    Meter meter = meter();
    meter.spend(60);

    assertThatThrownBy(() -> meter.spend(41))
        .isInstanceOfSatisfying(
            OriginException.class,
            failure ->
                assertThat(failure.fault())
                    .isEqualTo(new OriginFault.OverBudget(BEGIN.plus(Duration.ofDays(30)))))
        .hasMessageContaining("raise it or wait");

    meter.spend(40);
    assertThat(meter.spent()).isEqualTo(new Meter.Spent(BEGIN, 100));
  }

  @Test
  void aNewPeriod_beginsWithTheFirstSpendingBehindTheLast() {
    meter().spend(100);
    now = BEGIN.plus(Duration.ofDays(35));
    Meter meter = meter();

    meter.spend(100);

    assertThat(meter.spent()).isEqualTo(new Meter.Spent(now, 100));
  }

  @Test
  void whatWasSpent_outlivesTheMeter() {
    meter().spend(100);
    now = BEGIN.plus(Duration.ofDays(29));

    assertThatThrownBy(() -> meter().spend(1)).isInstanceOf(OriginException.class);
  }

  @Test
  void whatIsGivenBack_canBeSpent() {
    Meter meter = meter();
    meter.spend(100);

    meter.giveBack(30);

    meter.spend(30);
    assertThat(kept.load()).contains(new Meter.Spent(BEGIN, 100));
  }

  @Test
  void aClockThatIsSetBack_neitherGivesNorTakes() {
    Meter meter = meter();
    meter.spend(90);
    now = BEGIN.minus(Duration.ofDays(365));

    assertThatThrownBy(() -> meter.spend(20)).isInstanceOf(OriginException.class);
    meter.spend(10);
    now = now.plus(Duration.ofDays(30));
    meter.spend(100);
  }

  private Meter meter() {
    return new Meter(LIMIT, () -> now, kept);
  }
}
