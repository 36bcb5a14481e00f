package io.horizonpush.iroh.ffm;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Connections with other nodes, and frames on their streams. As {@link IrohNative}.
 *
 * <p>Connections and streams are named by handles, and have to be closed; those that come too late
 * to be received are closed by themselves. What waits for something of a connection fails with
 * {@code CLOSED} when it ends.
 */
public interface NativeNetwork {

  /**
   * Binds the node's endpoint, if it is not bound yet: the addresses that it has. Before that
   * everything else fails with {@code NOT_OPEN}.
   *
   * @param listen whether to let other nodes in from now on
   */
  CompletableFuture<List<InetSocketAddress>> bind(Endpoint endpoint, boolean listen);

  /**
   * An endpoint as it is to be.
   *
   * @param bind at most one address of each family
   * @param advertise where it is reached besides, as those hear who are told where it is
   * @param relay {@code default} for those of who makes iroh, or the URL of one
   * @param lookup whether the directory of who makes iroh is asked and told
   * @param mdns whether the local network is
   */
  record Endpoint(
      List<InetSocketAddress> bind,
      List<InetSocketAddress> advertise,
      Optional<String> relay,
      boolean lookup,
      boolean mdns) {
    public Endpoint {
      bind = List.copyOf(bind);
      advertise = List.copyOf(advertise);
    }
  }

  /**
   * Connects to a node at whichever of the addresses answers, or however else the endpoint finds
   * it. Fails with {@code UNREACHABLE} or {@code REFUSED}.
   *
   * @param peer the other node's public key, 32 bytes
   */
  CompletableFuture<Long> connect(
      byte[] peer, List<InetSocketAddress> addresses, Duration patience);

  /** The next connection that another node makes. */
  CompletableFuture<Arrival> accept();

  /** Ends every connection and gives the sockets back. */
  CompletableFuture<Void> close();

  /** Begins a stream; the other node hears of it with the first frame. */
  CompletableFuture<Long> openStream(long connection, Duration patience);

  /** The next stream that the other node begins. */
  CompletableFuture<Long> acceptStream(long connection);

  /** How the other node is reached now. */
  CompletableFuture<Way> way(long connection);

  /** Ends a connection with all its streams. */
  CompletableFuture<Void> closeConnection(long connection);

  /**
   * Sends a frame; done as soon as the other node takes it. Fails with {@code TIMEOUT} if it does
   * not in time, which gives the stream up.
   */
  CompletableFuture<Void> send(long stream, byte[] frame, Duration patience);

  /**
   * The next frame; nothing when the other node has finished. Fails with {@code TIMEOUT} if none
   * comes in time, and with {@code TOO_LONG}, which gives the stream up, if one is announced that
   * has more than {@code longest} bytes, or the stream ends within one.
   */
  CompletableFuture<Optional<byte[]>> receive(long stream, int longest, Duration patience);

  /** Says that nothing more will be sent. */
  CompletableFuture<Void> finish(long stream);

  /** Gives up what of a stream is not finished. */
  CompletableFuture<Void> closeStream(long stream);

  /**
   * A connection that another node made.
   *
   * @param peer the other node's public key, 64 hexadecimal digits
   */
  record Arrival(long connection, String peer) {}

  /**
   * How another node is reached.
   *
   * @param address nothing where a relay is between
   */
  record Way(Optional<InetSocketAddress> address, Duration roundTrip) {}
}
