package io.horizonpush.iroh.net;

import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.iroh.ffm.NativeBlobs.Ended;
import io.horizonpush.iroh.ffm.NativeBlobs.Progress;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** Fetches blobs from peers. Thread-safe; blocks its (virtual) thread. */
public interface BlobFetch {

  /**
   * Begins to fetch parts of a blob into a partial record. Every byte is compared with the blob's
   * hash before it is kept; what came is kept, however this ends.
   *
   * @param parts whole groups of 16 KiB
   * @param patience for the connection, the first bytes, and each further group
   */
  Fetching begin(Source source, StoredRecord record, List<ByteRange> parts, Duration patience);

  /** A fetch that goes on. Thread-safe. */
  interface Fetching {

    /**
     * Waits for its end.
     *
     * @throws PeerException {@code UNREACHABLE} or {@code REFUSED} if there is no connection,
     *     {@code FAILED} if the record cannot be written
     */
    Ended end();

    /** How far it is; nothing came of one that is over. */
    Progress progress();

    /** Wants no more, whereupon it ends soon. */
    void stop();
  }

  /**
   * Asks for the length of a blob. Its last group is compared with the hash, which proves it.
   *
   * @return nothing if the node does not give that group, or lies
   * @throws PeerException {@code UNREACHABLE} or {@code REFUSED} if there is no connection
   */
  OptionalLong length(Source source, BlobHash blob, Duration patience);

  /** A node that may have a blob, and where it may be reached. */
  record Source(NodeId peer, List<InetSocketAddress> addresses) {
    public Source {
      addresses = List.copyOf(addresses);
    }
  }
}
