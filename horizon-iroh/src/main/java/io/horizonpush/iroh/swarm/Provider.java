package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.iroh.net.BlobFetch;
import io.horizonpush.iroh.net.BlobFetch.Fetching;
import io.horizonpush.s3.model.ByteRange;
import java.time.Duration;
import java.util.List;

/**
 * Somebody who has a blob, or parts of it. What it gives is compared with the blob's hash before it
 * is kept, so that nobody has to be believed. Thread-safe.
 */
interface Provider {

  /** By which its speed and its lies are remembered, over all blobs. */
  String name();

  /** What of some ranges it has. */
  List<ByteRange> has(List<ByteRange> wanted);

  /**
   * Begins to give parts of the blob into its record.
   *
   * @param parts whole groups that it has
   * @param patience for each step; whoever waits less stops it
   */
  Fetching begin(StoredRecord record, List<ByteRange> parts, Duration patience);

  /** A member of the bucket. */
  record Peer(Holder holder, BlobFetch fetch) implements Provider {

    @Override
    public String name() {
      return holder.source().peer().hex();
    }

    @Override
    public List<ByteRange> has(List<ByteRange> wanted) {
      return holder.holding().of(wanted);
    }

    @Override
    public Fetching begin(StoredRecord record, List<ByteRange> parts, Duration patience) {
      return fetch.begin(holder.source(), record, parts, patience);
    }
  }
}
