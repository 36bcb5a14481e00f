package io.horizonpush.fallback.fill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.store.Bytes;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes from an origin, and what ends it. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReadAheadTest {

  private static final byte[] PIECE = Bytes.random(1, ReadAhead.PIECE);

  private static ReadAhead begin(InputStream body) {
    return ReadAhead.begin(body, BodyCheck.none(), 2L * ReadAhead.PIECE, ReadAhead.LEAST, () -> {});
  }

  /** As the clients of clouds do where a class is not there. */
  private static InputStream broken() {
    return new InputStream() {
      @Override
      public int read() {
        throw new NoClassDefFoundError("a class that is not there");
      }

      @Override
      public int read(byte[] into, int offset, int length) {
        return read();
      }
    };
  }

  @Test
  void anErrorOfWhatReads_endsItForWhoeverWaits() {
    InputStream body = new SequenceInputStream(new ByteArrayInputStream(PIECE), broken());
    try (ReadAhead ahead = begin(body)) {
      assertThat(ahead.next()).isEqualTo(ByteBuffer.wrap(PIECE));
      ahead.took(PIECE.length);

      assertThatThrownBy(ahead::next)
          .isInstanceOf(IllegalStateException.class)
          .hasCauseInstanceOf(NoClassDefFoundError.class);
    }
  }

  @Test
  void aShortBody_isBrokenBehindWhatCame() {
    try (ReadAhead ahead = begin(new ByteArrayInputStream(PIECE, 0, PIECE.length))) {
      assertThat(ahead.next()).isEqualTo(ByteBuffer.wrap(PIECE));
      ahead.took(PIECE.length);

      assertThatThrownBy(ahead::next).hasMessageContaining("ended early");
    }
  }
}
