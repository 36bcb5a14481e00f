package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerStream;

/** Answers what other nodes ask by a stream of some kind. Thread-safe. */
@FunctionalInterface
public interface StreamHandler {

  /**
   * Answers on the thread that calls, which closes the stream afterwards.
   *
   * @param peer who asks: a member of something or not
   * @param first the first frame, whose first element says the kind
   * @throws io.horizonpush.iroh.net.PeerException if the other end is gone or breaks the rules
   * @throws io.horizonpush.iroh.codec.CodecException if the frame is none of this kind
   */
  void handle(NodeId peer, byte[] first, PeerStream stream);
}
