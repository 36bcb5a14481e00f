package io.horizonpush.iroh.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.disk.DiskFloor.Rule;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Bytes;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a disk. */
class DiskFloorTest {

  private static final long TOTAL = 10_000;

  @TempDir Path folder;

  @Test
  void aDiskWithRoom_takesEverything() {
    DiskFloor floor = new DiskFloor(folder, Rule.NONE);
    assertThatCode(() -> floor.require(1)).doesNotThrowAnyException();
    assertThat(floor.space().isShort()).isFalse();
    assertThat(floor.space().free()).isPositive();
  }

  @Test
  void aDiskBelowItsFloor_takesNothing() {
    DiskFloor floor = new DiskFloor(folder, new Rule.Size(Long.MAX_VALUE));
    assertThatThrownBy(() -> floor.require(1))
        .isInstanceOf(S3Exception.class)
        .extracting(e -> ((S3Exception) e).code())
        .isEqualTo(S3ErrorCode.STORAGE_FULL);
    assertThat(floor.space().isShort()).isTrue();
    assertThatThrownBy(() -> floor.guard(Bytes.reader(new byte[1])).next())
        .isInstanceOf(S3Exception.class);
  }

  @Test
  void aPart_isAtLeast256MiB_andAtMostHalf() {
    Rule five = new Rule.Percent(5);
    assertThat(five.of(100L << 30)).isEqualTo((100L << 30) / 100 * 5);
    assertThat(five.of(1L << 30)).isEqualTo(256L << 20);
    assertThat(five.of(100L << 20)).isEqualTo(50L << 20);
  }

  @Test
  void aDiskThatWasShort_isThatUntilThereIsMoreThanTheFloor() {
    long floor = 800;
    DiskFloor disk = new DiskFloor(folder, new Rule.Size(floor));
    disk.seen(TOTAL, 799, floor);
    assertThat(disk.seen().isShort()).isTrue();
    disk.seen(TOTAL, 899, floor);
    assertThat(disk.seen().isShort()).isTrue();
    disk.seen(TOTAL, 900, floor);
    assertThat(disk.seen().isShort()).isFalse();
    disk.seen(TOTAL, 801, floor);
    assertThat(disk.seen().isShort()).isFalse();
  }
}
