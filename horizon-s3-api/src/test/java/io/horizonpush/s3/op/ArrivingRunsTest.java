package io.horizonpush.s3.op;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.s3.store.ContentsReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whoever reads runs one behind the other hears whether the next bytes are still to arrive. */
class ArrivingRunsTest {

  /** Pieces of one byte that come from elsewhere. */
  private static final class Arriving implements ContentReader {

    private final Iterator<ByteBuffer> pieces =
        List.of(ByteBuffer.allocate(1), ByteBuffer.allocate(1)).iterator();

    @Override
    public Optional<ByteBuffer> next() {
      return pieces.hasNext() ? Optional.of(pieces.next()) : Optional.empty();
    }

    @Override
    public boolean isReady() {
      return false;
    }
  }

  private static Content arriving() {
    return new Content.Streamed(new Arriving(), 2);
  }

  private static Content here() {
    return new Content.Memory(ByteBuffer.allocate(2));
  }

  @Test
  void aSequence_waitsWhereItsPartDoes() {
    Content.Deferred remote = new Content.Deferred(2, ArrivingRunsTest::arriving, () -> {});
    Content.Deferred local = new Content.Deferred(2, ArrivingRunsTest::here, () -> {});
    try (Content all = new Content.Sequence(List.of(local, remote), () -> {});
        ContentReader reader = all.reader()) {
      assertThat(readiness(reader)).containsExactly(true, false, false);
    }
  }

  @Test
  void runsOfAnObject_waitWhereTheirBytesDo() {
    try (ContentReader reader = new ContentsReader(List.of(here(), arriving()))) {
      assertThat(reader.isReady()).as("nothing is opened yet").isFalse();
      assertThat(readiness(reader)).containsExactly(true, false, false);
      assertThat(reader.isReady()).as("the end").isTrue();
    }
  }

  /** Whether a reader said after each piece that the next one is there. */
  private static List<Boolean> readiness(ContentReader reader) {
    List<Boolean> ready = new ArrayList<>();
    while (reader.next().isPresent()) {
      ready.add(reader.isReady());
    }
    return ready;
  }
}
