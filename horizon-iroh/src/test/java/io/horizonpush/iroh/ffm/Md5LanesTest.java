package io.horizonpush.iroh.ffm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Md5LanesTest {

  private static final int LENGTH = 300_000;

  @TempDir Path dataDir;

  private final long seed = System.nanoTime();
  private final byte[] bytes = new byte[LENGTH];
  private final ByteBuffer direct = ByteBuffer.allocateDirect(LENGTH);
  private Md5Lanes lanes;

  @BeforeEach
  void load() {
    System.out.println("seed " + seed);
    new Random(seed).nextBytes(bytes);
    direct.put(bytes).flip();
    lanes = NativeLibrary.load(dataDir).md5();
  }

  @Test
  void manyBodiesAtTheSameTime_inAnyPieces_giveWhatJavaGives() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> bodies = new ArrayList<>();
      for (int body = 0; body < 300; body++) {
        long bodySeed = seed + body;
        bodies.add(threads.submit(() -> hash(new Random(bodySeed))));
      }
      for (Future<?> body : bodies) {
        body.get();
      }
    }
  }

  private void hash(Random random) {
    MessageDigest digest = lanes.begin();
    MessageDigest expected = java();
    for (int piece = 0; piece < 20; piece++) {
      int from = random.nextInt(LENGTH);
      int length = random.nextInt(1 + Math.min(LENGTH - from, 1 << random.nextInt(18)));
      expected.update(bytes, from, length);
      ByteBuffer next =
          switch (random.nextInt(4)) {
            case 0 -> ByteBuffer.wrap(bytes, from, length);
            case 1 -> ByteBuffer.wrap(bytes, from, length).asReadOnlyBuffer();
            default -> direct.slice(from, length);
          };
      digest.update(next);
      assertThat(next.hasRemaining()).isFalse();
    }
    assertThat(digest.digest()).isEqualTo(expected.digest());
    assertThat(digest.digest()).as("begun anew").isEqualTo(java().digest());
  }

  @Test
  void anInterruptedThread_waitsForItsBytesAllTheSame_andStaysInterrupted() {
    MessageDigest digest = lanes.begin();
    Thread.currentThread().interrupt();

    digest.update(direct.duplicate());

    assertThat(Thread.interrupted()).isTrue();
    assertThat(digest.digest()).isEqualTo(java().digest(bytes));
  }

  @Test
  void arraysAndSingleBytes_areTakenToo() {
    MessageDigest digest = lanes.begin();
    digest.update(bytes[0]);
    digest.update(bytes, 1, 999);

    assertThat(digest.digest(new byte[] {7})).isEqualTo(expectedOf1000And7());
    assertThat(digest.getDigestLength()).isEqualTo(16);
  }

  private byte[] expectedOf1000And7() {
    MessageDigest expected = java();
    expected.update(bytes, 0, 1000);
    return expected.digest(new byte[] {7});
  }

  private static MessageDigest java() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
