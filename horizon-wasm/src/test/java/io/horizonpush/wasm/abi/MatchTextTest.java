package io.horizonpush.wasm.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.request.S3Operation;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator narrows a plugin to, as a line. */
class MatchTextTest {

  @Test
  void aLine_whenItHasEveryWord_isTheMatchThatItSays() {
    Match match =
        MatchText.parse(
            "bucket=photos bucket=* key=\"a b\\\"\\\\*\" operation=GetObject content-type=text/*"
                + " min-size=1KiB max-size=2MiB");

    assertThat(match)
        .isEqualTo(
            new Match(
                List.of("photos", "*"),
                List.of("a b\"\\*"),
                Set.of(S3Operation.GET_OBJECT),
                List.of("text/*"),
                new Match.Size(1024, 2 << 20)));
    assertThat(MatchText.parse(MatchText.write(match))).isEqualTo(match);
  }

  @Test
  void anEmptyLine_matchesAll() {
    assertThat(MatchText.parse(" ")).isEqualTo(Match.ALL);
    assertThat(MatchText.write(Match.ALL)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "photos",
        "bucket=",
        "bucket=a",
        "prefix=a",
        "operation=Get",
        "min-size=many",
        "min-size=2B max-size=1B",
        "min-size=1B min-size=2B",
        "key=\"a",
        "key=a\u0001",
      })
  void aLine_whenAWordIsWrong_isRefusedByThatWord(String line) {
    assertThatThrownBy(() -> MatchText.parse(line))
        .isInstanceOf(RefusedPluginException.class)
        .hasMessageContaining("the match: ")
        .hasMessageContaining(line.split("[=\"]", 2)[0]);
  }
}
