package io.horizonpush.node.origins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.fallback.origin.Meter;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.KnownOriginTable.Spending;
import io.horizonpush.s3.model.OriginId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReservedSpendingTest {

  private static final OriginId ORIGIN = OriginId.of("s3", "https://s3.example.com", "b", "");
  private static final long LIMIT = 10_000;
  private static final long CHUNK = 64;

  @TempDir Path folder;
  private Index index;
  private Instant now = Instant.parse("2030-01-01T00:00:00.123456789Z");

  @BeforeEach
  void open() {
    index = Index.open(folder, Index.Options.DEFAULT);
  }

  @AfterEach
  void close() {
    index.close();
  }

  private ReservedSpending store() {
    return new ReservedSpending(index, ORIGIN, "requests", LIMIT, CHUNK);
  }

  private Meter meter(ReservedSpending store) {
    return new Meter(new Meter.Limit(LIMIT, Duration.ofDays(1)), () -> now, store);
  }

  private Spending kept() {
    return index.read(tables -> tables.knownOrigins().spending(ORIGIN, "requests")).orElseThrow();
  }

  @Test
  void manyRequests_costFewCommits_andADeathCountsTooMuchAndNeverTooLittle() {
    Meter meter = meter(store());
    Set<Long> commits = new HashSet<>();
    for (int spent = 1; spent <= 1000; spent++) {
      meter.spend(1);
      long kept = kept().amount();
      commits.add(kept);
      assertThat(kept).isBetween((long) spent, spent + CHUNK);
    }
    assertThat(commits).hasSizeLessThan(20);

    // Whoever comes after a death goes on from there.
    assertThat(meter(store()).spent().amount()).isBetween(1000L, 1000 + CHUNK);
  }

  @Test
  void whatIsGivenBack_isNotHeldAgainstTheNextStart() {
    Meter meter = meter(store());
    meter.spend(5000);
    meter.giveBack(4000);

    assertThat(kept().amount()).isBetween(1000L, 1000 + 2 * CHUNK);
  }

  @Test
  void anEndOfANode_keepsExactlyWhatWasSpent() {
    ReservedSpending store = store();
    meter(store).spend(7);
    store.settle();

    assertThat(kept().amount()).isEqualTo(7);
    assertThat(meter(store()).spent().amount()).isEqualTo(7);
  }

  @Test
  void whatIsReserved_isNoMoreThanTheLimit() {
    Meter meter = meter(store());
    meter.spend(LIMIT - 1);
    Meter next = meter(store());
    assertThat(next.spent().amount()).isEqualTo(LIMIT);
    assertThatThrownBy(() -> next.spend(1)).isInstanceOf(OriginException.class);
    assertThat(next.hasRefused()).isTrue();
  }

  @Test
  void aNewPeriod_beginsAtNothing() {
    Meter meter = meter(store());
    meter.spend(LIMIT);
    assertThatThrownBy(() -> meter.spend(1)).isInstanceOf(OriginException.class);
    now = now.plus(Duration.ofDays(1));
    assertThat(meter.hasRefused()).isFalse();
    meter.spend(1);

    assertThat(kept().amount()).isBetween(1L, 1 + CHUNK);
    assertThat(kept().since()).isEqualTo(Instant.parse("2030-01-02T00:00:00.123Z"));
  }
}
