package io.horizonpush.iroh.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.content.PendingPlaces.Pending;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.ContentReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntakeTest {

  @TempDir Path directory;
  private Intake intake;

  @BeforeEach
  void open() {
    TestingRecords records = new TestingRecords(new ContentFiles(directory));
    records.open(1, 1 << 20).join();
    StoreCalls calls =
        new StoreCalls(
            failure -> {
              throw new AssertionError(failure);
            });
    intake = new Intake(records, calls, new PendingPlaces(), new BlobPins(), Intake.SEGMENT_MAX);
  }

  private Pending take(int length) {
    return intake.take(Bytes.reader(Bytes.random(length, length)), true);
  }

  @Test
  void smallBodies_shareAFileAndLongOnesHaveTheirOwn() {
    Pending first = take(20_000);
    Pending longest = take(Intake.SEGMENT_MAX);
    assertThat(first.place().segment()).isTrue();
    assertThat(longest.place().segment()).isTrue();
    assertThat(longest.place().file()).isEqualTo(first.place().file());
    assertThat(take(Intake.SEGMENT_MAX + 1).place().segment()).isFalse();
    assertThat(take(3_000_000).place().segment()).isFalse();
  }

  @Test
  void aSmallBodyForWhichThereIsNoBuffer_getsAFileOfItsOwn() {
    List<Pending> amid = new ArrayList<>();
    ContentReader slow =
        () -> {
          if (!amid.isEmpty()) {
            return Optional.empty();
          }
          amid.add(take(20_000));
          return Bytes.reader(Bytes.random(1, 30_000)).next();
        };
    assertThat(intake.take(slow, true).place().segment()).isTrue();
    assertThat(amid.getFirst().place().segment()).isFalse();
    assertThat(take(20_000).place().segment()).isTrue();
  }
}
