package io.horizonpush.node.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.store.BodyMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryPlanTest {

  private static final long MIB = 1 << 20;

  @ParameterizedTest
  @ValueSource(longs = {320, 384, 400, 512, 1000, 1024, 6000, 65_536, 1 << 20})
  void everyPart_hasAShareAndAllOfThemFit(long mib) {
    MemoryPlan plan = MemoryPlan.of(mib * MIB);
    assertThat(plan.shares()).containsOnlyKeys(MemoryPart.values());
    assertThat(plan.shares().values()).allMatch(share -> share >= 20 * MIB);
    assertThat(plan.shares().values().stream().mapToLong(share -> share).sum())
        .isLessThanOrEqualTo(plan.limit());
    assertThat(plan.share(MemoryPart.HEAP)).isGreaterThanOrEqualTo(64 * MIB);
  }

  @Test
  void withoutALimit_itIsAQuarterOfTheMachineButNotTooLittle() {
    assertThat(MemoryPlan.defaultLimit(1024 * MIB)).isEqualTo(384 * MIB);
    assertThat(MemoryPlan.defaultLimit(24 * 1024 * MIB)).isEqualTo(6 * 1024 * MIB);
  }

  @Test
  void aHeapThatSomebodyChose_holds_andBodiesTakeNoMoreThanAQuarterOfIt() {
    MemoryPlan small = MemoryPlan.of(6000 * MIB).withHeap(160 * MIB);
    assertThat(small.share(MemoryPart.HEAP)).isEqualTo(160 * MIB);
    assertThat(small.share(MemoryPart.BODIES)).isEqualTo(40 * MIB);
    MemoryPlan tiny = MemoryPlan.of(6000 * MIB).withHeap(64 * MIB);
    assertThat(tiny.share(MemoryPart.BODIES)).isEqualTo(BodyMemory.SMALLEST);
  }
}
