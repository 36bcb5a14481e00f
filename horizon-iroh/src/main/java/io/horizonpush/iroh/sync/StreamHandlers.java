package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.net.StreamKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who answers which streams of other nodes. Thread-safe. */
public final class StreamHandlers {

  private static final Logger LOG = LoggerFactory.getLogger(StreamHandlers.class);

  /** The longest first frame: who asks has little to say. */
  static final int LONGEST_FIRST = 16 << 10;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Map<Integer, StreamHandler> byNumber = new HashMap<>();

  public StreamHandlers(Map<StreamKind, StreamHandler> handlers) {
    handlers.forEach((kind, handler) -> byNumber.put(kind.number(), handler));
  }

  /** Answers one stream, and closes it; a stream of a kind that nobody answers is given up. */
  void serve(NodeId peer, PeerStream stream) {
    try (stream) {
      Optional<byte[]> first = stream.receive(LONGEST_FIRST, PATIENCE);
      OptionalInt kind = first.map(CborReader::leading).orElse(OptionalInt.empty());
      @Nullable StreamHandler handler = kind.isPresent() ? byNumber.get(kind.getAsInt()) : null;
      if (handler != null) {
        handler.handle(peer, first.orElseThrow(), stream);
      }
    } catch (PeerException | CodecException e) {
      LOG.debug("A stream of node {} ended", peer, e);
    } catch (RuntimeException e) {
      LOG.warn("A stream of node {} failed", peer, e);
    }
  }
}
