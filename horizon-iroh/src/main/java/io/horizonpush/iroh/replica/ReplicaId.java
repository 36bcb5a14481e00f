package io.horizonpush.iroh.replica;

/**
 * The id of a bucket's document: the public half of its namespace key.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record ReplicaId(String hex) {

  @Override
  public String toString() {
    return hex;
  }
}
