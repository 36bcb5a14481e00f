package io.horizonpush.iroh.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.content.PendingPlaces.Pending;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BodyMemory;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntakeTest {

  private static final int SEGMENT_MAX = 256 << 10;

  @TempDir Path directory;

  private final BodyMemory memory = new BodyMemory(BodyMemory.SMALLEST, Duration.ofMillis(200));

  private TestingRecords records;
  private Intake intake;

  @BeforeEach
  void open() {
    records = new TestingRecords(new ContentFiles(directory));
    records.open(1, 1 << 20).join();
    StoreCalls calls =
        new StoreCalls(
            failure -> {
              throw new AssertionError(failure);
            });
    intake =
        new Intake(records, calls, new PendingPlaces(), new BlobPins(), BodyLimits.usual(memory));
  }

  private Pending take(int length) {
    return intake.take(Bytes.reader(Bytes.random(length, length)), true);
  }

  @Test
  void smallBodies_shareAFileAndLongOnesHaveTheirOwn() {
    Pending first = take(20_000);
    Pending longest = take(SEGMENT_MAX);
    assertThat(first.place().segment()).isTrue();
    assertThat(longest.place().segment()).isTrue();
    assertThat(longest.place().file()).isEqualTo(first.place().file());
    assertThat(take(SEGMENT_MAX + 1).place().segment()).isFalse();
    assertThat(take(3_000_000).place().segment()).isFalse();
    assertThat(memory.used()).isZero();
  }

  @Test
  void everyLengthInEveryPieces_isStoredAsItCame() {
    for (int piece : List.of(1000, 16 << 10, 70_000, SEGMENT_MAX, 1 << 20)) {
      for (int length :
          List.of(0, 1, 16 << 10, (16 << 10) + 1, 65_536, 65_537, SEGMENT_MAX, 300_000)) {
        byte[] bytes = Bytes.random(length, length);
        Pending stored = intake.take(pieces(bytes, piece), true);
        assertThat(stored.blob()).isEqualTo(TestingRecords.hash(bytes));
        assertThat(stored.length()).isEqualTo(length);
        assertThat(stored.place().segment()).isEqualTo(length <= SEGMENT_MAX);
        assertThat(memory.used()).isZero();
      }
    }
  }

  private static ContentReader pieces(byte[] bytes, int size) {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    return () -> {
      if (!left.hasRemaining()) {
        return Optional.empty();
      }
      ByteBuffer piece = left.slice(left.position(), Math.min(size, left.remaining()));
      left.position(left.position() + piece.remaining());
      return Optional.of(piece);
    };
  }

  @Test
  void aBodyTakesAsMuchMemory_asHasComeOfIt() {
    List<Long> used = new ArrayList<>();
    ContentReader slow =
        reader(
            List.of(
                () -> Optional.of(new byte[1000]),
                () -> {
                  used.add(memory.used());
                  return Optional.of(new byte[50_000]);
                },
                () -> {
                  used.add(memory.used());
                  return Optional.of(new byte[150_000]);
                },
                () -> {
                  used.add(memory.used());
                  return Optional.empty();
                }));
    assertThat(intake.take(slow, true).place().segment()).isTrue();
    assertThat(used).containsExactly(2L * (16 << 10), 2L * (64 << 10), 2L * (256 << 10));
    assertThat(memory.used()).isZero();
  }

  @Test
  void aBodyThatGrowsWhenMemoryIsShort_goesIntoAFileAndKeepsNothing() {
    Deque<BodyMemory.Share> others = new ArrayDeque<>();
    List<Long> used = new ArrayList<>();
    ContentReader growing =
        reader(
            List.of(
                () -> Optional.of(new byte[1000]),
                () -> {
                  others.add(memory.begin(memory.limit() / 4 * 3 - memory.used()));
                  return Optional.of(new byte[20_000]);
                },
                () -> {
                  others.remove().close();
                  used.add(memory.used());
                  return Optional.empty();
                }));
    assertThat(intake.take(growing, true).place().segment()).isFalse();
    assertThat(used).containsExactly(20_000L + 1000);
    assertThat(memory.used()).isZero();
  }

  @Test
  void aBodyThatHasBegun_endsThoughOthersHaveAllMemory() {
    Deque<BodyMemory.Share> others = new ArrayDeque<>();
    ContentReader growing =
        reader(
            List.of(
                () -> Optional.of(new byte[1000]),
                () -> {
                  others.add(memory.begin(memory.limit() / 4 * 3 - memory.used()));
                  return Optional.of(new byte[20_000]);
                },
                () -> Optional.of(new byte[300_000])));
    Pending stored = intake.take(growing, true);
    assertThat(stored.length()).isEqualTo(321_000);
    assertThat(stored.blob()).isEqualTo(TestingRecords.hash(new byte[321_000]));
    others.remove().close();
    assertThat(memory.used()).isZero();
  }

  @Test
  void aBodyForWhichThereIsNoMemory_isRefusedAndLeavesNothing() {
    BodyMemory.Share all = memory.begin(memory.limit() / 4 * 3);
    assertThatThrownBy(() -> take(20_000))
        .isInstanceOf(S3Exception.class)
        .hasMessage("Please reduce your request rate.");
    assertThatThrownBy(() -> take(3_000_000)).isInstanceOf(S3Exception.class);
    all.close();
    assertThat(memory.used()).isZero();
    assertThat(records.isWriting()).isFalse();
    assertThat(take(20_000).place().segment()).isTrue();
  }

  @Test
  void aBodyThatWaitsForItsClient_holdsNothingWhileMemoryIsShort() {
    long others = memory.limit() / 4 * 3 / 2 + 1;
    for (List<Integer> pieces :
        List.of(List.of(1000, 100), List.of(20_000, 10), List.of(300_000, 5, 80_000, 1))) {
      try (BodyMemory.Share _ = memory.begin(others)) {
        List<Long> held = new ArrayList<>();
        Pending stored =
            intake.take(new Slow(pieces, () -> held.add(memory.used() - others)), true);
        int length = pieces.stream().mapToInt(Integer::intValue).sum();
        assertThat(stored.blob()).isEqualTo(TestingRecords.hash(new byte[length]));
        assertThat(held).hasSize(pieces.size() + 1).containsOnly(0L);
      }
      assertThat(memory.used()).isZero();
    }
  }

  @Test
  void aBodyThatIsThere_gathersThoughMemoryIsShort() {
    try (BodyMemory.Share _ = memory.begin(memory.limit() / 4 * 3 / 2 + 1)) {
      assertThat(take(20_000).place().segment()).isTrue();
    }
  }

  /** Pieces of which each is waited for. */
  private static final class Slow implements ContentReader {

    private final Deque<Integer> pieces;
    private final Runnable waiting;

    private Slow(List<Integer> pieces, Runnable waiting) {
      this.pieces = new ArrayDeque<>(pieces);
      this.waiting = waiting;
    }

    @Override
    public Optional<ByteBuffer> next() {
      waiting.run();
      return Optional.ofNullable(pieces.poll()).map(ByteBuffer::allocate);
    }

    @Override
    public boolean isReady() {
      return false;
    }
  }

  private static ContentReader reader(List<Supplier<Optional<byte[]>>> steps) {
    Deque<Supplier<Optional<byte[]>>> left = new ArrayDeque<>(steps);
    return () -> left.isEmpty() ? Optional.empty() : left.remove().get().map(ByteBuffer::wrap);
  }
}
