package io.horizonpush.s3.auth;

import javax.crypto.SecretKey;

/** What the signatures of a body's chunks are made with. Immutable; shows no key. */
public final class ChunkSigning {

  private final SecretKey key;
  private final String timestamp;
  private final String scope;
  private final String seedSignature;

  /**
   * @param seedSignature the signature of the request's head
   */
  public ChunkSigning(SecretKey key, String timestamp, String scope, String seedSignature) {
    this.key = key;
    this.timestamp = timestamp;
    this.scope = scope;
    this.seedSignature = seedSignature;
  }

  /** The chain of signatures of one body, from its start. */
  public ChunkSignatures begin() {
    return new ChunkSignatures(key, timestamp + '\n' + scope + '\n', seedSignature);
  }
}
