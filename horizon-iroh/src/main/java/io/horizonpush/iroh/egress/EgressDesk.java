package io.horizonpush.iroh.egress;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.sync.StreamHandler;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.s3.store.LentOrigins;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.PinnedObject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers members that ask this node to read at an origin of a bucket, as it reads there itself: so
 * what passes is kept here, and all who want it share one stream from the origin. Thread-safe.
 */
public final class EgressDesk implements StreamHandler {

  private static final Logger LOG = LoggerFactory.getLogger(EgressDesk.class);

  /** The most questions of one member that are answered at one time. */
  static final int AT_ONCE = 64;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** A member that takes nothing for so long gets no more. */
  private static final Duration TAKES_WITHIN = Duration.ofSeconds(30);

  private final Lenders lenders;
  private final LentOrigins origins;
  private final Map<NodeId, Semaphore> places = new ConcurrentHashMap<>();
  private final LongAdder lent = new LongAdder();

  public EgressDesk(Lenders lenders, LentOrigins origins) {
    this.lenders = lenders;
    this.origins = origins;
  }

  /** The bytes of objects that were sent so far. */
  public long lentBytes() {
    return lent.sum();
  }

  @Override
  public void handle(NodeId peer, byte[] first, PeerStream stream) {
    EgressQuestion asked = EgressQuestion.decode(first);
    if (!lenders.mayRead(peer, asked.bucket())) {
      send(stream, new EgressAnswer.Denied());
      return;
    }
    // Only of members, of whom there are not many.
    Semaphore place = places.computeIfAbsent(peer, _ -> new Semaphore(AT_ONCE));
    if (!place.tryAcquire()) {
      send(stream, new EgressAnswer.Busy());
      return;
    }
    try {
      answer(peer, asked, stream);
    } finally {
      place.release();
    }
  }

  private void answer(NodeId peer, EgressQuestion asked, PeerStream stream) {
    try {
      switch (asked) {
        case EgressQuestion.Serves(BucketId bucket) ->
            send(stream, new EgressAnswer.Served(origins.of(bucket)));
        case EgressQuestion.Find(BucketId bucket, OriginId origin, ObjectKey key) ->
            send(
                stream,
                origins
                    .find(bucket, origin, key)
                    .<EgressAnswer>map(EgressAnswer.Found::of)
                    .orElseGet(EgressAnswer.Missing::new));
        case EgressQuestion.Page(BucketId bucket, OriginId origin, ListQuery query) ->
            send(stream, new EgressAnswer.Listed(origins.list(bucket, origin, query)));
        case EgressQuestion.Bytes(PinnedObject object, Optional<ByteRange> range) ->
            give(stream, object, range);
      }
    } catch (S3Exception e) {
      LOG.debug("Nothing is read at an origin for node {}", peer, e);
      send(stream, new EgressAnswer.Failed()); // Or breaks off what was begun.
    }
  }

  private void give(PeerStream stream, PinnedObject object, Optional<ByteRange> range) {
    Optional<LentOrigins.Opened> found = origins.open(object, range);
    if (found.isEmpty()) {
      send(stream, new EgressAnswer.Changed());
      return;
    }
    try (LentOrigins.Opened opened = found.get()) {
      stream.send(new EgressAnswer.Body(opened.size()).encode(), PATIENCE);
      for (Content content : opened.contents()) {
        give(stream, content);
      }
    } catch (S3Exception e) {
      LOG.debug("Bytes from an origin broke off", e);
      return; // The stream is closed unfinished, so nobody takes what was sent for all of it.
    }
    stream.finish();
  }

  private void give(PeerStream stream, Content content) {
    try (ContentReader reader = content.reader()) {
      for (Optional<ByteBuffer> next = reader.next(); next.isPresent(); next = reader.next()) {
        ByteBuffer left = next.get().slice();
        while (left.hasRemaining()) {
          byte[] piece = new byte[Math.min(left.remaining(), EgressAnswer.PIECE)];
          left.get(piece);
          stream.send(piece, TAKES_WITHIN);
          lent.add(piece.length);
        }
      }
    }
  }

  private static void send(PeerStream stream, EgressAnswer answer) {
    stream.send(answer.encode(), PATIENCE);
    stream.finish();
  }
}
