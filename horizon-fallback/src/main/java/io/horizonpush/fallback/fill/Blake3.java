package io.horizonpush.fallback.fill;

import io.horizonpush.s3.model.BlobHash;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The BLAKE3 hash of bytes as they pass, for those that are kept nowhere: what is kept has it from
 * the store. Confined to one thread.
 *
 * @see <a href="https://github.com/BLAKE3-team/BLAKE3-specs">The specification</a>
 */
final class Blake3 {

  private static final int CHUNK = 1024;
  private static final int BLOCK = 64;

  private static final int CHUNK_START = 1;
  private static final int CHUNK_END = 2;
  private static final int PARENT = 4;
  private static final int ROOT = 8;

  private static final int[] IV = {
    0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19
  };

  /** Which word of a block each round takes where. */
  private static final int[][] SCHEDULE = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8},
    {3, 4, 10, 12, 13, 2, 7, 14, 6, 5, 9, 0, 11, 15, 8, 1},
    {10, 7, 12, 9, 14, 3, 13, 15, 4, 0, 11, 2, 5, 8, 1, 6},
    {12, 13, 9, 11, 15, 10, 14, 8, 7, 2, 5, 3, 0, 1, 6, 4},
    {9, 14, 11, 5, 8, 12, 15, 1, 13, 3, 0, 10, 2, 6, 4, 7},
    {11, 15, 5, 0, 1, 9, 8, 6, 14, 10, 2, 12, 3, 4, 7, 13}
  };

  /** The hashes of whole subtrees to the left, the smallest last. */
  private final Deque<int[]> left = new ArrayDeque<>();

  private final byte[] block = new byte[BLOCK];
  private int inBlock;
  private int blocks;
  private long chunk;
  private int[] chaining = IV.clone();

  /** Takes the next bytes. */
  void update(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      if (inBlock == BLOCK) {
        endBlock();
      }
      int taken = Math.min(BLOCK - inBlock, end - at);
      System.arraycopy(bytes, at, block, inBlock, taken);
      inBlock += taken;
      at += taken;
    }
  }

  /** Something follows the block, which is full; perhaps in a chunk of its own. */
  private void endBlock() {
    boolean isLast = blocks == CHUNK / BLOCK - 1;
    chaining = compress(chaining, words(), chunk, BLOCK, flags(isLast));
    inBlock = 0;
    blocks++;
    if (isLast) {
      endChunk();
    }
  }

  private void endChunk() {
    int[] hash = chaining;
    chunk++;
    for (long chunks = chunk; (chunks & 1) == 0; chunks >>= 1) {
      hash = compress(IV, joined(left.removeLast(), hash), 0, BLOCK, PARENT);
    }
    left.addLast(hash);
    chaining = IV.clone();
    blocks = 0;
  }

  private int flags(boolean isLast) {
    return (blocks == 0 ? CHUNK_START : 0) | (isLast ? CHUNK_END : 0);
  }

  /** The hash of all that came; to be asked once, at the end. */
  BlobHash digest() {
    Arrays.fill(block, inBlock, BLOCK, (byte) 0);
    int root = left.isEmpty() ? ROOT : 0;
    int[] hash = compress(chaining, words(), chunk, inBlock, flags(true) | root);
    while (!left.isEmpty()) {
      int[] before = left.removeLast();
      int flags = PARENT | (left.isEmpty() ? ROOT : 0);
      hash = compress(IV, joined(before, hash), 0, BLOCK, flags);
    }
    ByteBuffer digest = ByteBuffer.allocate(BlobHash.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    digest.asIntBuffer().put(hash);
    return BlobHash.of(digest.array());
  }

  private int[] words() {
    int[] words = new int[BLOCK / Integer.BYTES];
    ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
    return words;
  }

  private static int[] joined(int[] one, int[] two) {
    int[] words = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, words, one.length, two.length);
    return words;
  }

  private static int[] compress(int[] before, int[] words, long counter, int length, int flags) {
    int[] state = Arrays.copyOf(before, 16);
    System.arraycopy(IV, 0, state, 8, 4);
    state[12] = (int) counter;
    state[13] = (int) (counter >>> 32);
    state[14] = length;
    state[15] = flags;
    for (int[] at : SCHEDULE) {
      mix(state, 0, 4, 8, 12, words[at[0]], words[at[1]]);
      mix(state, 1, 5, 9, 13, words[at[2]], words[at[3]]);
      mix(state, 2, 6, 10, 14, words[at[4]], words[at[5]]);
      mix(state, 3, 7, 11, 15, words[at[6]], words[at[7]]);
      mix(state, 0, 5, 10, 15, words[at[8]], words[at[9]]);
      mix(state, 1, 6, 11, 12, words[at[10]], words[at[11]]);
      mix(state, 2, 7, 8, 13, words[at[12]], words[at[13]]);
      mix(state, 3, 4, 9, 14, words[at[14]], words[at[15]]);
    }
    int[] after = new int[8];
    for (int i = 0; i < after.length; i++) {
      after[i] = state[i] ^ state[i + 8];
    }
    return after;
  }

  private static void mix(int[] state, int a, int b, int c, int d, int one, int two) {
    int va = state[a] + state[b] + one;
    int vd = Integer.rotateRight(state[d] ^ va, 16);
    int vc = state[c] + vd;
    int vb = Integer.rotateRight(state[b] ^ vc, 12);
    va += vb + two;
    vd = Integer.rotateRight(vd ^ va, 8);
    vc += vd;
    state[a] = va;
    state[b] = Integer.rotateRight(vb ^ vc, 7);
    state[c] = vc;
    state[d] = vd;
  }
}
