package io.horizonpush.fallback.fill;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.store.BlobFill;
import io.horizonpush.s3.store.BlobStore;
import io.horizonpush.s3.store.BlobStore.Opened;
import java.util.Optional;

/** Bytes that are not here, by what this node keeps them under. */
sealed interface Body {

  /** Nobody has hashed them yet. */
  record Unhashed(ObjectBody.Remote remote) implements Body {}

  /** They were here, or at others, and have a hash. */
  record Hashed(BlobHash blob) implements Body {}

  /** Begins to keep them, or goes on; nothing where they are kept already, or cannot be. */
  default Optional<BlobFill> fill(BlobStore blobs) {
    return switch (this) {
      case Unhashed(var remote) -> Optional.of(blobs.fill(remote));
      case Hashed(var blob) -> blobs.fill(blob);
    };
  }

  /** What is here of them. */
  default Opened open(BlobStore blobs, ByteRange range) {
    return switch (this) {
      case Unhashed(var remote) -> blobs.open(remote, range);
      case Hashed(var blob) -> blobs.open(blob, range);
    };
  }

  /** Their hash, where it is known. */
  default Optional<BlobHash> expected() {
    return switch (this) {
      case Unhashed _ -> Optional.empty();
      case Hashed(var blob) -> Optional.of(blob);
    };
  }
}
