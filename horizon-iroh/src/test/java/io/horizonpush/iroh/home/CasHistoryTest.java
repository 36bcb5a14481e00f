package io.horizonpush.iroh.home;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.home.CasHistory.Action;
import io.horizonpush.iroh.home.CasHistory.Answer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CasHistoryTest {

  private final CasHistory history = new CasHistory();

  @Test
  void twoWhoBothWroteFirst_areNot() {
    write(Optional.empty(), "a", Answer.DONE, 0, 10);
    write(Optional.empty(), "b", Answer.DONE, 5, 15);

    assertThat(history.isLinearizable()).isFalse();
  }

  @Test
  void oneOfTwoAtOnce_is() {
    write(Optional.empty(), "a", Answer.DONE, 0, 10);
    write(Optional.empty(), "b", Answer.REFUSED, 5, 15);
    read(Optional.of("a"), 20, 21);

    assertThat(history.isLinearizable()).isTrue();
  }

  @Test
  void aReadOfWhatWasReplacedBefore_isNot() {
    write(Optional.empty(), "a", Answer.DONE, 0, 1);
    write(Optional.of("a"), "b", Answer.DONE, 2, 3);
    read(Optional.of("a"), 4, 5);

    assertThat(history.isLinearizable()).isFalse();
  }

  @Test
  void whatNobodyKnowsOf_mayHaveBeenDoneOrNot() {
    write(Optional.empty(), "a", Answer.UNKNOWN, 0, 1);
    read(Optional.empty(), 2, 3);
    read(Optional.of("a"), 4, 5);

    assertThat(history.isLinearizable()).isTrue();
  }

  @Test
  void whatComesAndGoes_isNot() {
    write(Optional.empty(), "a", Answer.UNKNOWN, 0, 1);
    read(Optional.of("a"), 2, 3);
    read(Optional.empty(), 4, 5);

    assertThat(history.isLinearizable()).isFalse();
  }

  private void write(
      Optional<String> expected, String value, Answer answer, long begun, long ended) {
    history.add(new Action.Write(expected, value), answer, begun, ended);
  }

  private void read(Optional<String> saw, long begun, long ended) {
    history.add(new Action.Read(saw), Answer.DONE, begun, ended);
  }
}
