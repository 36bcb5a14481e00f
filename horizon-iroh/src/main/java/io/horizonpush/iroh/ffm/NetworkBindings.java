package io.horizonpush.iroh.ffm;

import java.lang.foreign.MemorySegment;

/** The exports of connections and their streams; patience is in milliseconds. Thread-safe. */
final class NetworkBindings extends Bindings {

  private final NativeFunction bind = link("hz_net_bind", "LPLIL");
  private final NativeFunction connect = link("hz_net_connect", "LPPLLL");
  private final NativeFunction accept = link("hz_net_accept", "LL");
  private final NativeFunction close = link("hz_net_close", "LL");
  private final NativeFunction openStream = link("hz_peer_open", "LLLL");
  private final NativeFunction acceptStream = link("hz_peer_accept", "LLL");
  private final NativeFunction path = link("hz_peer_path", "LLL");
  private final NativeFunction closePeer = link("hz_peer_close", "LLL");
  private final NativeFunction send = link("hz_stream_send", "LLPLLL");
  private final NativeFunction receive = link("hz_stream_receive", "LLILL");
  private final NativeFunction finish = link("hz_stream_finish", "LLL");
  private final NativeFunction closeStream = link("hz_stream_close", "LLL");

  NetworkBindings(Linkage linkage) {
    super(linkage);
  }

  long bind(long node, MemorySegment endpoint, int listen, long token) {
    return call(
        () -> (long) bind.handle().invokeExact(node, endpoint, endpoint.byteSize(), listen, token));
  }

  long connect(long node, MemorySegment peer, MemorySegment addresses, long patience, long token) {
    return call(
        () ->
            (long)
                connect
                    .handle()
                    .invokeExact(node, peer, addresses, addresses.byteSize(), patience, token));
  }

  long accept(long node, long token) {
    return call(() -> (long) accept.handle().invokeExact(node, token));
  }

  long close(long node, long token) {
    return call(() -> (long) close.handle().invokeExact(node, token));
  }

  long openStream(long node, long peer, long patience, long token) {
    return call(() -> (long) openStream.handle().invokeExact(node, peer, patience, token));
  }

  long acceptStream(long node, long peer, long token) {
    return call(() -> (long) acceptStream.handle().invokeExact(node, peer, token));
  }

  long path(long node, long peer, long token) {
    return call(() -> (long) path.handle().invokeExact(node, peer, token));
  }

  long closePeer(long node, long peer, long token) {
    return call(() -> (long) closePeer.handle().invokeExact(node, peer, token));
  }

  long send(long node, long stream, MemorySegment frame, long patience, long token) {
    return call(
        () ->
            (long)
                send.handle().invokeExact(node, stream, frame, frame.byteSize(), patience, token));
  }

  long receive(long node, long stream, int longest, long patience, long token) {
    return call(() -> (long) receive.handle().invokeExact(node, stream, longest, patience, token));
  }

  long finish(long node, long stream, long token) {
    return call(() -> (long) finish.handle().invokeExact(node, stream, token));
  }

  long closeStream(long node, long stream, long token) {
    return call(() -> (long) closeStream.handle().invokeExact(node, stream, token));
  }
}
