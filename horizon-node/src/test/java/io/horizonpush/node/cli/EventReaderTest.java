package io.horizonpush.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Streams as the HTML standard has them. */
class EventReaderTest {

  private static List<EventReader.Sent> read(String... lines) {
    EventReader reader = new EventReader("before");
    return List.of(lines).stream().map(reader::take).flatMap(Optional::stream).toList();
  }

  @Test
  void anEvent_hasItsTypeItsDataAndTheLastId() {
    assertThat(read("id: 1", "event: set", "data: {}", "", "event:gone", "data:x", "data: y", ""))
        .containsExactly(
            new EventReader.Sent("set", "{}", "1"), new EventReader.Sent("gone", "x\ny", "1"));
  }

  @Test
  void commentsAndOtherFields_areNoEvents_andAnEmptyIdForgetsTheLast() {
    assertThat(read(":", "", "retry: 1000", "", "data", "", "id:", "data: z", ""))
        .containsExactly(new EventReader.Sent("", "", "before"), new EventReader.Sent("", "z", ""));
  }
}
