package io.horizonpush.iroh.index;

/**
 * What the record of a blob takes in a file of the content store: its bytes, the tree that verifies
 * them and a trailer, up to the end of the last page. Stateless.
 */
public final class RecordLength {

  private static final long PAGE = 4096;
  private static final long GROUP = 16 << 10;
  private static final long PARENT = 64;
  private static final long TRAILER = 64;

  private RecordLength() {}

  /**
   * The length of a record in bytes.
   *
   * @param length of the blob in bytes
   */
  public static long of(long length) {
    return whole(length + tree(length));
  }

  /** The same of a record that has the tree and none of the bytes. */
  public static long ofTree(long length) {
    return whole(tree(length));
  }

  private static long tree(long length) {
    return (Math.max(1, Math.ceilDiv(length, GROUP)) - 1) * PARENT;
  }

  private static long whole(long length) {
    return Math.ceilDiv(length + TRAILER, PAGE) * PAGE;
  }
}
