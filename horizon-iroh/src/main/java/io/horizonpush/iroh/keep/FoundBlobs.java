package io.horizonpush.iroh.keep;

import io.horizonpush.s3.model.BlobHash;
import java.util.Arrays;

/**
 * Blobs that were found, in 8 bytes each: the first ones of their hashes, so that one in 2^64 may
 * be taken for another. Confined to one thread.
 */
final class FoundBlobs {

  private static final int FEW = 64;

  private long[] words = new long[FEW];
  private int count;
  private boolean sorted = true;

  void add(BlobHash blob) {
    if (count == words.length) {
      words = Arrays.copyOf(words, 2 * count);
    }
    words[count++] = blob.word0();
    sorted = false;
  }

  boolean contains(BlobHash blob) {
    if (!sorted) {
      Arrays.sort(words, 0, count);
      sorted = true;
    }
    return Arrays.binarySearch(words, 0, count, blob.word0()) >= 0;
  }
}
