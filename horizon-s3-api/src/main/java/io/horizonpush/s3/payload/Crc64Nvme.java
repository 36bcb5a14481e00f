package io.horizonpush.s3.payload;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * CRC-64/NVME: the checksum that AWS's clients prefer and that the JDK lacks.
 *
 * <p>By itself it takes sixteen bytes a step from sixteen tables ("slicing by 16"), so that the
 * look-ups of a step do not wait for each other.
 *
 * @see <a href="https://reveng.sourceforge.io/crc-catalogue/17plus.htm#crc.cat.crc-64-nvme">the
 *     catalogue of parametrised CRC algorithms</a>
 */
final class Crc64Nvme implements RunningChecksum {

  /** What is shorter takes longer to hand to a faster implementation than to read. */
  private static final int WORTH_IT = 64;

  /** The polynomial 0xAD93D23594C93659 with its bits reversed. */
  private static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;

  private static final int SLICES = 16;
  private static final long[][] TABLES = tables();

  private final Crc64Step faster;
  private long register = -1L;

  /**
   * @param faster takes what is not very short
   */
  Crc64Nvme(Crc64Step faster) {
    this.faster = faster;
  }

  @Override
  public void update(ByteBuffer bytes) {
    register =
        bytes.remaining() < WORTH_IT ? step(register, bytes) : faster.update(register, bytes);
  }

  /** The register behind some bytes, by tables. */
  static long step(long register, ByteBuffer bytes) {
    ByteBuffer input = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    long crc = register;
    while (input.remaining() >= SLICES) {
      crc = slice(crc ^ input.getLong(), 8) ^ slice(input.getLong(), 0);
    }
    while (input.hasRemaining()) {
      crc = TABLES[0][(int) (crc ^ input.get()) & 0xFF] ^ (crc >>> 8);
    }
    return crc;
  }

  @Override
  public byte[] value() {
    return ByteBuffer.allocate(Long.BYTES).putLong(~register).array();
  }

  /** What eight bytes contribute that are followed by {@code behind} more bytes of the step. */
  private static long slice(long word, int behind) {
    return TABLES[behind + 7][(int) word & 0xFF]
        ^ TABLES[behind + 6][(int) (word >>> 8) & 0xFF]
        ^ TABLES[behind + 5][(int) (word >>> 16) & 0xFF]
        ^ TABLES[behind + 4][(int) (word >>> 24) & 0xFF]
        ^ TABLES[behind + 3][(int) (word >>> 32) & 0xFF]
        ^ TABLES[behind + 2][(int) (word >>> 40) & 0xFF]
        ^ TABLES[behind + 1][(int) (word >>> 48) & 0xFF]
        ^ TABLES[behind][(int) (word >>> 56)];
  }

  private static long[][] tables() {
    long[][] tables = new long[SLICES][256];
    for (int value = 0; value < 256; value++) {
      long crc = value;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ POLYNOMIAL;
      }
      tables[0][value] = crc;
    }
    for (int slice = 1; slice < SLICES; slice++) {
      for (int value = 0; value < 256; value++) {
        long before = tables[slice - 1][value];
        tables[slice][value] = tables[0][(int) before & 0xFF] ^ (before >>> 8);
      }
    }
    return tables;
  }
}
