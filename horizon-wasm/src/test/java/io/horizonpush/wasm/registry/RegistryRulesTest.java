package io.horizonpush.wasm.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.wasm.abi.PluginLimits;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RegistryRulesTest {

  private final RegistryRules.Instances rule = new RegistryRules.Instances(2, 8 << 20);

  private int instances(long memory) {
    return rule.of(
        new PluginLimits(memory, Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1)));
  }

  @Test
  void whatIsSmall_hasMoreInstances_asManyAsTheMemoryTakes() {
    assertThat(instances(256 << 10)).isEqualTo(32);
    assertThat(instances(1 << 20)).isEqualTo(8);
  }

  @Test
  void whatIsLarge_hasTheLeast_andNothingHasNumbersWithoutEnd() {
    assertThat(instances(256 << 20)).isEqualTo(2);
    assertThat(instances(64 << 10)).isEqualTo(64);
    assertThat(instances(0)).isEqualTo(64);
  }
}
