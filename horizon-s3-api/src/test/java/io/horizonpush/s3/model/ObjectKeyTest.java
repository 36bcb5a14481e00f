package io.horizonpush.s3.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ObjectKeyTest {

  @Test
  void order_isThatOfUnsignedUtf8Bytes() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<ObjectKey> keys = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      keys.add(new ObjectKey(new String(new int[] {codePoint(random), codePoint(random)}, 0, 2)));
    }

    keys.sort(null);

    assertThat(keys).isSortedAccordingTo((a, b) -> Arrays.compareUnsigned(a.bytes(), b.bytes()));
    assertThat(new ObjectKey("\uffff")).isLessThan(new ObjectKey("\ud800\udc00"));
  }

  @Test
  void keys_thatTheProtocolForbids_areRefused() {
    assertThatExceptionOfType(S3Exception.class).isThrownBy(() -> new ObjectKey(""));
    assertThatExceptionOfType(S3Exception.class).isThrownBy(() -> new ObjectKey("a\0b"));
    assertThatExceptionOfType(S3Exception.class)
        .isThrownBy(() -> new ObjectKey("\u00fc".repeat(513)));
    assertThat(new ObjectKey("\u00fc".repeat(512)).bytes()).hasSize(1024);
  }

  private static int codePoint(Random random) {
    int codePoint = 1 + random.nextInt(0x10FFFF);
    return codePoint >= 0xD800 && codePoint <= 0xDFFF ? 'x' : codePoint;
  }
}
