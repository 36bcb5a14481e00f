package io.horizonpush.iroh.net;

import io.horizonpush.iroh.ffm.NativeBlobs.Shelved;
import io.horizonpush.s3.model.BlobHash;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** What this node has for its peers, and who may have it. Thread-safe; may block. */
public interface BlobShelf {

  /** Whether a peer may have every one of these blobs, here or not. */
  boolean mayHave(NodeId peer, List<BlobHash> blobs);

  /** What is here of a blob; nothing too if the peer may not have it any more. */
  Optional<Taken> open(NodeId peer, BlobHash blob);

  /** Hears that a blob could not be read as it should be. */
  void failed(BlobHash blob, String why);

  /**
   * A blob off the shelf, whose bytes stay where they are until it is put back.
   *
   * @param putBack is told once how many bytes of it the peer was sent
   */
  record Taken(Shelved blob, LongConsumer putBack) {}
}
