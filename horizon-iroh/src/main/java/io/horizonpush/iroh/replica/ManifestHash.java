package io.horizonpush.iroh.replica;

import io.horizonpush.s3.model.BlobHash;

/** The hash that a manifest has as a blob. Thread-safe; computes at once and waits for nothing. */
@FunctionalInterface
public interface ManifestHash {

  /** The BLAKE3 hash of bytes; about a millisecond for each MiB. */
  BlobHash of(byte[] bytes);
}
