package io.horizonpush.iroh.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.content.BodyBuffers.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BodyBuffersTest {

  private static final int LARGE = 256 << 10;
  private static final int SMALL = 16 << 10;

  @Test
  void aBuffer_hasTheSmallestSizeThatFits() {
    BodyBuffers buffers = new BodyBuffers(LARGE, 4L * LARGE);
    assertThat(take(buffers, 0).bytes().capacity()).isEqualTo(SMALL);
    assertThat(take(buffers, SMALL).bytes().capacity()).isEqualTo(SMALL);
    assertThat(take(buffers, SMALL + 1).bytes().capacity()).isEqualTo(64 << 10);
    assertThat(take(buffers, LARGE).bytes().capacity()).isEqualTo(LARGE);
  }

  @Test
  void sixteenSmallOnes_areOneLarge_andBecomeItAgain() {
    BodyBuffers buffers = new BodyBuffers(LARGE, LARGE);
    for (int round = 0; round < 3; round++) {
      List<Buffer> small = new ArrayList<>();
      for (int count = 0; count < 16; count++) {
        small.add(take(buffers, 1));
      }
      assertThat(buffers.take(1)).isEmpty();
      small.forEach(Buffer::close);
      Buffer large = take(buffers, LARGE);
      assertThat(buffers.take(1)).isEmpty();
      large.close();
    }
  }

  @Test
  void buffersInUse_neverShareAByte() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    BodyBuffers buffers = new BodyBuffers(LARGE, 3L * LARGE);
    List<Buffer> taken = new ArrayList<>();
    for (int step = 0; step < 3000; step++) {
      if (random.nextBoolean()) {
        buffers
            .take(1 + random.nextInt(random.nextBoolean() ? SMALL : LARGE))
            .ifPresent(buffer -> taken.add(mark(buffer)));
      } else if (!taken.isEmpty()) {
        Collections.swap(taken, random.nextInt(taken.size()), taken.size() - 1);
        Buffer buffer = taken.removeLast();
        assertThat(isMarked(buffer)).isTrue();
        buffer.close();
      }
    }
    taken.forEach(Buffer::close);
    for (int count = 0; count < 3; count++) {
      take(buffers, LARGE);
    }
    assertThat(buffers.take(1)).isEmpty();
  }

  private static Buffer take(BodyBuffers buffers, int bytes) {
    return buffers.take(bytes).orElseThrow();
  }

  private static Buffer mark(Buffer buffer) {
    for (int at = 0; at < buffer.bytes().capacity(); at += Integer.BYTES << 8) {
      buffer.bytes().putInt(at, System.identityHashCode(buffer));
    }
    return buffer;
  }

  private static boolean isMarked(Buffer buffer) {
    for (int at = 0; at < buffer.bytes().capacity(); at += Integer.BYTES << 8) {
      if (buffer.bytes().getInt(at) != System.identityHashCode(buffer)) {
        return false;
      }
    }
    return true;
  }
}
