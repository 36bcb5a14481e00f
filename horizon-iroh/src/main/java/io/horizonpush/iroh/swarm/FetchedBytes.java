package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.iroh.ffm.NativeBlobs.Ended;
import io.horizonpush.iroh.ffm.NativeBlobs.Progress;
import io.horizonpush.iroh.net.BlobFetch;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Fetching from peers, counted: how many bytes of blobs each of them gave since the start.
 * Thread-safe.
 */
public final class FetchedBytes implements BlobFetch {

  /** So many peers are told apart; members are added by owners, who may add many. */
  private static final int MOST_PEERS = 1024;

  private final BlobFetch real;
  private final LongAdder total = new LongAdder();
  private final Map<NodeId, LongAdder> peers = new ConcurrentHashMap<>();

  public FetchedBytes(BlobFetch real) {
    this.real = real;
  }

  /** From all peers. */
  public long total() {
    return total.sum();
  }

  /** From one. */
  public long from(NodeId peer) {
    LongAdder bytes = peers.get(peer);
    return bytes == null ? 0 : bytes.sum();
  }

  @Override
  public Fetching begin(
      Source source, StoredRecord record, List<ByteRange> parts, Duration patience) {
    return new Counted(real.begin(source, record, parts, patience), source.peer());
  }

  private final class Counted implements Fetching {

    private final Fetching real;
    private final NodeId peer;

    private Counted(Fetching real, NodeId peer) {
      this.real = real;
      this.peer = peer;
    }

    @Override
    public Ended end() {
      Ended ended = real.end();
      count(peer, ended.came());
      return ended;
    }

    @Override
    public Progress progress() {
      return real.progress();
    }

    @Override
    public void stop() {
      real.stop();
    }
  }

  private void count(NodeId peer, long bytes) {
    total.add(bytes);
    if (peers.size() < MOST_PEERS || peers.containsKey(peer)) {
      peers.computeIfAbsent(peer, _ -> new LongAdder()).add(bytes);
    }
  }

  @Override
  public OptionalLong length(Source source, BlobHash blob, Duration patience) {
    return real.length(source, blob, patience);
  }
}
