package io.horizonpush.iroh.net;

/**
 * What a stream between two nodes is about: the first number of its first frame. Numbers are part
 * of the protocol and never used again.
 */
public enum StreamKind {
  /** The two say who they are; the first stream of a connection. */
  HELLO(1),
  /** One follows the entries of the other. */
  FEED(2),
  /** A node that has a ticket becomes a member. */
  JOIN(3),
  /** Whether a blob came to a member through a bucket. */
  HOLDS(4),
  /** The secret of a document, for a member that writes. */
  SECRET(5),
  /** What the home of a bucket is asked. */
  DECIDE(6),
  /** A member leaves a bucket. */
  LEAVE(7),
  /** What the tree of a blob is like above some of its bytes. */
  TREE(8),
  /** What is asked about the bytes that a member keeps for others. */
  KEEP(9),
  /** What members say of how far they have the entries of each other. */
  REPORTS(10),
  /** What a member reads at an origin for another. */
  EGRESS(11),
  /** A node that has a ticket for a plugin gets it. */
  PLUGIN(12);

  private final int number;

  StreamKind(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
