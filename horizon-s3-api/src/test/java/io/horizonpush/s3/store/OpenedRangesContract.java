package io.horizonpush.s3.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What everything does that opens ranges of bytes by some name.
 *
 * @param <N> the name
 */
public abstract class OpenedRangesContract<N> {

  /** Opens a range as the port under test does. */
  protected abstract Optional<Content> open(N name, ByteRange range);

  /** Puts bytes where they are found; their name. */
  protected abstract N provide(byte[] content);

  /** The name of bytes that are nowhere. */
  protected abstract N unknown();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1024, 16_384, 16_385, 1_000_000, 5_000_000})
  protected void open_ofAWholeBlob_givesItsBytes(int length) {
    byte[] content = content(length, 1);
    N name = provide(content);

    assertThat(read(open(name, ByteRange.all(length)))).hasValue(content);
  }

  @ParameterizedTest
  @ValueSource(ints = {5_000, 100_000, 3_000_000})
  protected void open_ofARange_givesExactlyThoseBytes(int length) {
    byte[] content = content(length, 2);
    N name = provide(content);

    int[][] ranges = {
      {0, 1},
      {0, 1024},
      {1, 1023},
      {1023, 2},
      {length - 1, 1},
      {length / 2, length / 3},
      {17, 0},
      {length, 0}
    };
    for (int[] range : ranges) {
      byte[] expected = Arrays.copyOfRange(content, range[0], range[0] + range[1]);
      assertThat(read(open(name, new ByteRange(range[0], range[1]))))
          .as("%s bytes at %s", range[1], range[0])
          .hasValue(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5_000, 100_000})
  protected void open_ofARangeBehindTheEnd_isInvalidRange(int length) {
    N name = provide(content(length, 3));

    assertThatThrownBy(() -> open(name, new ByteRange(length - 1, 2)))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.INVALID_RANGE));
    // The source may know the blob better the second time.
    read(open(name, ByteRange.all(length)));
    assertThatThrownBy(() -> open(name, new ByteRange(length + 1, 0)))
        .isInstanceOf(S3Exception.class);
  }

  @Test
  protected void open_ofAnUnknownBlob_givesNothing() {
    assertThat(open(unknown(), new ByteRange(0, 1))).isEmpty();
  }

  @Test
  protected void close_ofContent_isIdempotent() {
    for (int length : new int[] {100, 100_000}) {
      N name = provide(content(length, 4));
      Content content = open(name, ByteRange.all(length)).orElseThrow();
      content.close();
      content.close();
      assertThat(content.length()).isEqualTo(length);
    }
  }

  /** Reads and closes content. */
  protected static Optional<byte[]> read(Optional<Content> opened) {
    return opened.map(
        content -> {
          try (content) {
            byte[] bytes = Bytes.bytes(content.reader());
            assertThat(bytes).hasSize(Math.toIntExact(content.length()));
            return bytes;
          }
        });
  }

  /** Bytes that differ for every length and seed. */
  protected static byte[] content(int length, int seed) {
    byte[] content = new byte[length];
    new Random(seed * 1_000_003L + length).nextBytes(content);
    return content;
  }
}
