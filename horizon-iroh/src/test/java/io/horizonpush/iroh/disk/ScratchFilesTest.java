package io.horizonpush.iroh.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.Content.OpenFile;
import io.horizonpush.s3.store.ContentReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchFilesTest {

  @TempDir Path data;

  @Test
  void whatIsWritten_canBeReadUntilItIsClosed_andHasNoName() {
    byte[] bytes = new byte[300_000];
    new Random(42).nextBytes(bytes);
    ScratchFiles scratch = ScratchFiles.in(data, floor(DiskFloor.Rule.NONE));
    Content.FileSlice slice =
        scratch.write(
            List.of(ByteBuffer.wrap(bytes, 0, 200_000), ByteBuffer.wrap(bytes, 200_000, 100_000)));
    assertThat(data.resolve("scratch")).isEmptyDirectory();
    assertThat(read(slice)).isEqualTo(bytes);
    OpenFile again = slice.file().again();
    slice.close();
    slice.close();
    assertThat(again.channel().isOpen()).isTrue();
    again.close();
    assertThat(again.channel().isOpen()).isFalse();
  }

  @Test
  void whatAnEarlierProcessLeft_isRemoved() throws IOException {
    Files.createDirectory(data.resolve("scratch"));
    Files.writeString(data.resolve("scratch/1"), "left between two calls");
    ScratchFiles scratch = ScratchFiles.in(data, floor(DiskFloor.Rule.NONE));
    assertThat(data.resolve("scratch")).isEmptyDirectory();
    scratch.write(List.of(ByteBuffer.allocate(1))).close();
  }

  @Test
  void aDiskThatIsShort_takesNothing() {
    ScratchFiles scratch =
        ScratchFiles.in(data, floor(new DiskFloor.Rule.Size(Long.MAX_VALUE / 2)));
    assertSlowDown(scratch);
  }

  @Test
  void aFolderThatIsGone_isNoRoom() throws IOException {
    ScratchFiles scratch = ScratchFiles.in(data, floor(DiskFloor.Rule.NONE));
    Files.delete(data.resolve("scratch"));
    assertSlowDown(scratch);
  }

  private static void assertSlowDown(ScratchFiles scratch) {
    assertThatThrownBy(() -> scratch.write(List.of(ByteBuffer.allocate(1))))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.SLOW_DOWN));
  }

  private DiskFloor floor(DiskFloor.Rule rule) {
    return new DiskFloor(data, rule);
  }

  private static byte[] read(Content content) {
    ByteBuffer all = ByteBuffer.allocate((int) content.length());
    ContentReader reader = content.reader();
    for (Optional<ByteBuffer> next = reader.next(); next.isPresent(); next = reader.next()) {
      all.put(next.get());
    }
    return all.array();
  }
}
