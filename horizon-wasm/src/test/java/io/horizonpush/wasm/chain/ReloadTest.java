package io.horizonpush.wasm.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.wasm.testing.TestingEntry;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Chains that take each other's place. */
class ReloadTest {

  private static final int TIMES = 1_000;
  private static final long MIB = 1 << 20;

  /** Each time with another file, so that nothing is shared, and with a request in between. */
  @Test
  void aThousandReloads_leaveHeapAndClassesAsTheyWere() {
    try (ChainGround ground = new ChainGround()) {
      for (int i = 0; i < 50; i++) {
        reload(ground, i);
      }
      long heap = heap();
      long classes = classes();
      for (int i = 50; i < 50 + TIMES; i++) {
        reload(ground, i);
      }

      assertThat(heap() - heap).isLessThan(8 * MIB);
      assertThat(classes() - classes).isLessThan(200);
      assertThat(ground.memory.reserved()).isEqualTo(2 * MIB);
    }
  }

  private static void reload(ChainGround ground, int number) {
    ground.have(TestingEntry.of("a", "request", "response").version("-" + number));
    ground.serve(ground.get("key"), 10).close();
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long classes() {
    return ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
  }
}
