package io.horizonpush.s3.store;

/**
 * Where what is served came from, in the words of the header that says so.
 *
 * @param text such as {@code local} or {@code origin=NAME}
 */
public record Source(String text) {

  private static final String ORIGIN = "origin=";

  /** This node. */
  public static final Source LOCAL = new Source("local");

  /** Another member of the bucket. */
  public static final Source PEER = new Source("peer");

  /** This node, and the origin could not be asked whether it is still so. */
  public static final Source STALE = new Source("stale");

  /** An origin, by the name that it has on this node. */
  public static Source origin(String name) {
    return new Source(ORIGIN + name);
  }

  /** Whether it is an origin. */
  public boolean isOrigin() {
    return text.startsWith(ORIGIN);
  }
}
