package io.horizonpush.s3.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.auth.PayloadAuthentication;
import io.horizonpush.s3.filter.RequestBody;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.RequestHead.Header;
import io.horizonpush.s3.request.S3Operation;
import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However a chunked body falls into pieces, it gives the same bytes or the same error. */
class ChunkedFuzzTest {

  private static final String SEED_SIGNATURE = "4f".repeat(32);
  private static final String TRAILER = "x-amz-checksum-crc32";

  /** How a body is framed. */
  private enum Framing {
    SIGNED,
    SIGNED_WITH_TRAILER,
    UNSIGNED_WITH_TRAILER
  }

  @ParameterizedTest
  @EnumSource
  void bodiesOfAnyChunksInAnyPieces_giveTheirBytes(Framing framing) {
    Random random = seeded();
    for (int round = 0; round < 200; round++) {
      byte[] data = bytes(random);
      byte[] wire = wire(framing, data, random);
      assertThat(read(framing, data.length, wire, cuts(random, wire.length)))
          .as("round %d", round)
          .isEqualTo(Base64.getEncoder().encodeToString(data));
    }
  }

  @ParameterizedTest
  @EnumSource
  void damagedBodies_giveTheSameInAnyPieces_andNeverOtherBytes(Framing framing) {
    Random random = seeded();
    byte[] data = bytes(random);
    byte[] wire = wire(framing, data, random);
    String whole = Base64.getEncoder().encodeToString(data);
    int refused = 0;
    for (int round = 0; round < 3_000; round++) {
      byte[] damaged = mutate(random, wire);
      String expected = read(framing, data.length, damaged);
      assertThat(read(framing, data.length, damaged, cuts(random, damaged.length)))
          .as("round %d", round)
          .isEqualTo(expected);
      assertThat(expected)
          .as("round %d", round)
          .matches("[A-Z_0-9]+(?<!=)|" + java.util.regex.Pattern.quote(whole));
      refused += expected.equals(whole) ? 0 : 1;
    }
    assertThat(refused).isGreaterThan(2_000);
  }

  /** Whoever is told so holds memory while it takes the piece, and must not wait for a client. */
  @ParameterizedTest
  @EnumSource
  void bodiesThatAreReady_askNobodyForTheirNextPiece(Framing framing) {
    Random random = seeded();
    for (int round = 0; round < 300; round++) {
      byte[] data = bytes(random);
      byte[] wire = wire(framing, data, random);
      AtomicInteger asked = new AtomicInteger();
      ContentReader pieces = ChunkedBodies.pieces(wire, cuts(random, wire.length));
      ContentReader slow =
          new ContentReader() {
            @Override
            public Optional<ByteBuffer> next() {
              asked.incrementAndGet();
              return pieces.next();
            }

            @Override
            public boolean isReady() {
              return false;
            }
          };
      try (RequestBody body = open(framing, data.length, slow)) {
        boolean more = true;
        while (more) {
          boolean ready = body.isReady();
          int before = asked.get();
          more = body.next().isPresent();
          assertThat(ready && asked.get() > before).as("round %d", round).isFalse();
        }
      }
    }
  }

  private static Random seeded() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    return new Random(seed);
  }

  private static byte[] bytes(Random random) {
    byte[] data = new byte[1 + random.nextInt(3 * SignedChunks.SMALLEST)];
    random.nextBytes(data);
    return data;
  }

  private static byte[] wire(Framing framing, byte[] data, Random random) {
    List<Integer> sizes = new ArrayList<>();
    int least = framing == Framing.UNSIGNED_WITH_TRAILER ? 1 : SignedChunks.SMALLEST;
    for (int left = data.length; left > 0; ) {
      int size = Math.min(left, least + random.nextInt(9000));
      sizes.add(size);
      left -= size;
    }
    sizes.add(0);
    RunningChecksum crc = Checksums.start(ChecksumAlgorithm.CRC32);
    crc.update(ByteBuffer.wrap(data));
    // Blanks around a value are allowed, and make a trailer longer than any line before a chunk.
    String trailer = TRAILER + ":" + " ".repeat(random.nextInt(600)) + crc.base64();
    return switch (framing) {
      case SIGNED -> ChunkedBodies.signed(SEED_SIGNATURE, data, sizes, "");
      case SIGNED_WITH_TRAILER ->
          ChunkedBodies.signed(SEED_SIGNATURE, data, sizes, trailer.replace(" ", ""));
      case UNSIGNED_WITH_TRAILER ->
          ChunkedBodies.unsigned(data, sizes, trailer, random.nextBoolean() ? "\r\n" : "\r\n\r\n");
    };
  }

  private static int[] cuts(Random random, int length) {
    return random.ints(random.nextInt(40), 0, length + 1).sorted().toArray();
  }

  /** Half of the changes are to the framing's last bytes, where it is densest. */
  private static byte[] mutate(Random random, byte[] wire) {
    byte[] damaged = wire.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      int tail = Math.min(200, damaged.length);
      int at =
          random.nextBoolean()
              ? random.nextInt(damaged.length)
              : damaged.length - 1 - random.nextInt(tail);
      switch (random.nextInt(3)) {
        case 0 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> damaged = Arrays.copyOf(damaged, Math.max(1, at));
        default -> {
          byte[] longer = Arrays.copyOf(damaged, damaged.length + 1);
          System.arraycopy(damaged, at, longer, at + 1, damaged.length - at);
          longer[at] = (byte) random.nextInt(256);
          damaged = longer;
        }
      }
    }
    return damaged;
  }

  /** The bytes of a body in base 64, or the code of its error. */
  private static String read(Framing framing, int length, byte[] wire, int... cuts) {
    try (RequestBody body = open(framing, length, ChunkedBodies.pieces(wire, cuts))) {
      return Base64.getEncoder().encodeToString(ChunkedBodies.drain(body));
    } catch (S3Exception e) {
      return e.code().name();
    }
  }

  private static RequestBody open(Framing framing, int length, ContentReader wire) {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("x-amz-decoded-content-length", Integer.toString(length)));
    if (framing != Framing.SIGNED) {
      headers.add(new Header("x-amz-trailer", TRAILER));
    }
    PayloadAuthentication payload =
        framing == Framing.UNSIGNED_WITH_TRAILER
            ? new PayloadAuthentication.UnsignedChunks()
            : new PayloadAuthentication.SignedChunks(
                ChunkedBodies.signing(SEED_SIGNATURE), framing == Framing.SIGNED_WITH_TRAILER);
    return PayloadReaders.open(
        new RequestHead("PUT", "/b/k", "", headers), S3Operation.PUT_OBJECT, payload, wire);
  }
}
