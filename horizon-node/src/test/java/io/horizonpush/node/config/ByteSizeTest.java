package io.horizonpush.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {

  @ParameterizedTest
  @CsvSource({
    "0B,0",
    "512B,512",
    "64KiB,65536",
    "400MiB,419430400",
    "2GiB,2147483648",
    "1TiB,1099511627776"
  })
  void aSize_isANumberWithItsUnit_andPrintsAsItIsWritten(String text, long bytes) {
    assertThat(ByteSize.parse(text)).isEqualTo(new ByteSize(bytes)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "5", "MiB", "5 MiB", "5MB", "5mib", "-5MiB", "1.5GiB", "9999999999999999TiB"})
  void anythingElse_isNone(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSetting_hasBounds_andSaysThem() {
    ValueType<ByteSize> type = ValueType.size(ByteSize.parse("1MiB"), ByteSize.parse("2GiB"));

    assertThat(type.allowed()).endsWith("from 1MiB to 2GiB");
    assertThat(type.parser().apply("1024KiB")).hasToString("1MiB");
    assertThatThrownBy(() -> type.parser().apply("1023KiB"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> type.parser().apply("3GiB"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
