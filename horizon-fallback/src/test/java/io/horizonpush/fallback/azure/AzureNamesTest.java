package io.horizonpush.fallback.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.model.ObjectMetadata;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AzureNamesTest {

  @ParameterizedTest
  @CsvSource({
    "colour, colour",
    "my-name, my_x2d_name",
    "1st, _x31_st",
    "a1, a1",
    "a_b, a_b",
    "a_x2d_, a_x5f_x2d_",
    "a.b, a_x2e_b"
  })
  void aName_isWrittenAsAnIdentifier(String name, String written) {
    assertThat(AzureNames.writeName(name)).isEqualTo(written).matches("[a-z_][a-z0-9_]*");
    assertThat(AzureNames.readName(written)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"plain", " spaces ", "über", "=?UTF-8?B?YQ==?=", "", "\u20ac\uD83D\uDE00"})
  void aValue_comesBackAsItWas(String value) {
    ObjectMetadata metadata = new ObjectMetadata(Map.of(), Map.of("name", value));

    Map<String, String> written = AzureNames.write(metadata);

    assertThat(written.get("name")).matches("[ -~]*");
    assertThat(AzureNames.read(Map.of(), written)).isEqualTo(metadata);
  }

  @Test
  void whatSomebodyElseWrote_isReadAsItStands() {
    assertThat(AzureNames.read(Map.of(), Map.of("HdiIsFolder", "=?UTF-8?B?%?=")).user())
        .containsExactly(Map.entry("hdiisfolder", "=?UTF-8?B?%?="));
  }
}
