package io.horizonpush.iroh.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingLimitsTest {

  @ParameterizedTest
  @CsvSource({
    "versioning, enabled",
    "object-lock, on",
    "default-retention, GOVERNANCE 30 DAYS",
    "tombstones, on",
    "trusted-pages, on",
    "conditional-writes, home",
    "reads, home",
    "something-new, whatever it is"
  })
  void whatANodeStores_isTaken(String name, String text) {
    assertThat(admit(name, text, true)).isTrue();
    assertThat(SettingLimits.admit(name, Optional.empty(), (_, _) -> false)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "versioning, maybe",
    "object-lock, off",
    "default-retention, GOVERNANCE 0 DAYS",
    "trusted-pages, ON",
    "conditional-writes, local",
    "reads, elsewhere"
  })
  void whatNoNodeStores_isRefused(String name, String text) {
    assertThat(admit(name, text, true)).isFalse();
  }

  @Test
  void whatClientsSet_isReadByWhoKnowsIt() {
    assertThat(admit("policy", "{}", true)).isTrue();
    assertThat(admit("policy", "{}", false)).isFalse();
    assertThat(admit("something-new", "x".repeat(200_000), true)).isFalse();
  }

  private static boolean admit(String name, String text, boolean form) {
    return SettingLimits.admit(name, Optional.of(text), (_, _) -> form);
  }
}
