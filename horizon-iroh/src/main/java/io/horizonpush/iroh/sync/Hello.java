package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.net.PeerConnection;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerException.Reason;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.net.StreamKind;
import io.horizonpush.iroh.share.Addresses;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a node says of itself on the first stream of a connection, which the node begins that made
 * the connection: {@code [1, version, time, [address…], process]}. Who it is, the connection
 * proves.
 *
 * @param version of the protocol; {@value #DOUBLED} refuses who said hello, because another process
 *     says that it is the same node
 * @param time by the node's clock
 * @param addresses where the node is reached, at most {@value Addresses#MOST}; none where that is
 *     not known
 * @param process of the node, which has another after each start
 */
record Hello(int version, Instant time, List<InetSocketAddress> addresses, ProcessId process) {

  /** The protocol that this node speaks. */
  static final int VERSION = 1;

  static final int DOUBLED = 0;

  private static final int LONGEST = 1 << 10;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  Hello {
    addresses = List.copyOf(addresses);
    if (addresses.size() > Addresses.MOST) {
      throw new IllegalArgumentException("A node has at most " + Addresses.MOST + " addresses");
    }
  }

  /** Says hello first. */
  static Hello first(PeerConnection connection, Hello own) {
    try (PeerStream stream = connection.open()) {
      stream.send(own.encode(), PATIENCE);
      Hello theirs = receive(stream);
      stream.finish();
      return theirs;
    }
  }

  /**
   * Answers a hello.
   *
   * @param check throws what ends the connection because of what the other node says, once it is
   *     refused
   */
  static Hello answer(PeerConnection connection, Hello own, Consumer<Hello> check) {
    try (PeerStream stream =
        connection
            .accept()
            .orElseThrow(() -> new PeerException(Reason.CLOSED, "The other node says nothing"))) {
      Hello theirs = receive(stream);
      try {
        check.accept(theirs);
      } catch (PeerException e) {
        stream.send(own.refusing().encode(), PATIENCE);
        stream.finish();
        var _ = stream.receive(LONGEST, PATIENCE); // Until it was heard: nothing comes any more.
        throw e;
      }
      stream.send(own.encode(), PATIENCE);
      stream.finish();
      return theirs;
    }
  }

  private Hello refusing() {
    return new Hello(DOUBLED, time, List.of(), process);
  }

  private static Hello receive(PeerStream stream) {
    byte[] frame =
        stream
            .receive(LONGEST, PATIENCE)
            .orElseThrow(() -> new PeerException(Reason.PROTOCOL, "The other node says nothing"));
    Hello theirs = decode(frame);
    if (theirs.version() != VERSION && !theirs.refuses()) {
      throw new PeerException(
          Reason.PROTOCOL,
          "The other node speaks version %d of the protocol, this one %d: update the older one"
              .formatted(theirs.version(), VERSION));
    }
    return theirs;
  }

  /** Whether it refuses who said hello. */
  boolean refuses() {
    return version == DOUBLED;
  }

  /** How far the clock that said this is ahead of another; negative when behind. */
  Duration aheadOf(Instant now) {
    return Duration.between(now, time);
  }

  byte[] encode() {
    return CborWriter.write(
        out ->
            out.tuple(
                5,
                each ->
                    each.number(StreamKind.HELLO.number())
                        .number(version)
                        .number(time.toEpochMilli())
                        .list(addresses, address -> each.bytes(Addresses.bytes(address)))
                        .bytes(process.bytes())));
  }

  private static List<InetSocketAddress> addresses(CborReader in) {
    return in.list(Addresses.MOST, () -> Addresses.of(in.bytes()));
  }

  static Hello decode(byte[] frame) {
    try {
      return CborReader.read(
          frame,
          in ->
              in.tuple(
                  () -> {
                    in.number();
                    return new Hello(
                        in.smallNumber(),
                        Instant.ofEpochMilli(in.number()),
                        addresses(in),
                        ProcessId.of(in.bytes()));
                  }));
    } catch (CodecException | IllegalArgumentException e) {
      throw new PeerException(Reason.PROTOCOL, "The other node says no hello", e);
    }
  }
}
