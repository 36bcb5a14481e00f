package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.PositionTable.PeerPosition;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.sync.FeedMessage.Ask;
import io.horizonpush.iroh.sync.FeedMessage.Begin;
import io.horizonpush.iroh.sync.FeedMessage.Offer;
import io.horizonpush.iroh.sync.FeedMessage.Offered;
import io.horizonpush.iroh.sync.FeedMessage.Point;
import io.horizonpush.iroh.sync.FeedMessage.Refused;
import io.horizonpush.iroh.sync.FeedMessage.Want;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * One bucket's entries as another node has them, followed over one stream: it asks for what it
 * lacks, and while one batch is taken the next one comes. Confined to its thread, but for {@link
 * #inStepSince}.
 */
final class EntryFollower {

  /** How long the other end may wait for what this one says next. */
  private static final Duration SHORT = FeedChannel.KEPT_ALIVE;

  /** So many that are known already cost as much as one that is taken. */
  private static final int CHEAPER = 10;

  /** How long entries whose time has not come are left alone. */
  private static final Duration LOOKED_AGAIN = Duration.ofMinutes(1);

  private final Index index;
  private final BucketRow bucket;
  private final NodeId peer;
  private final SyncCounts counts;
  private final EntryTaker taker;
  private final RateLimit rate;
  private volatile Optional<Instant> inStepSince = Optional.empty();
  private long position;
  private long settings;

  /** Why following ended. */
  enum End {
    /** The other node does not give this bucket to this one. */
    REFUSED,
    /** The other node ended it, or something waits for its time and is to be asked for again. */
    ENDED,
    /** More came than may in the time, and the rest is to be asked for when it may. */
    TOO_FAST
  }

  /**
   * @param rate of what is taken from the other node, over all streams
   */
  EntryFollower(NodeId peer, BucketRow bucket, SyncGround ground, RateLimit rate) {
    this.index = ground.index();
    this.bucket = bucket;
    this.peer = peer;
    this.counts = ground.counts();
    taker = new EntryTaker(peer, bucket, ground);
    this.rate = rate;
  }

  /** Since when all that the other node has is here; nothing while that is not so. */
  Optional<Instant> inStepSince() {
    return inStepSince;
  }

  /**
   * Follows until the stream ends.
   *
   * @throws PeerException if the other node is gone or breaks the rules
   * @throws StoppedException if this node takes no more from it
   */
  End follow(PeerStream stream) {
    FeedChannel channel = FeedChannel.taking(stream);
    Optional<PeerPosition> known = index.read(tables -> tables.positions().find(bucket.id(), peer));
    Optional<Point> from = known.map(each -> new Point(each.history(), each.position()));
    channel.send(new Ask(bucket.uid(), from));
    Optional<FeedMessage> answer = channel.receive();
    if (answer.isEmpty() || answer.get() instanceof Refused) {
      return answer.isEmpty() ? End.ENDED : End.REFUSED;
    }
    if (!(answer.get() instanceof Begin(Point begin))) {
      throw FeedChannel.protocol("A feed begins with something else than its beginning");
    }
    if (begin.position() != 0 && !Optional.of(begin).equals(from)) {
      throw FeedChannel.protocol("A feed begins elsewhere than it was asked to");
    }
    position = begin.position();
    taker.begin(begin.history(), known);
    try (Pipeline pipeline = new Pipeline()) {
      End end = follow(channel, pipeline);
      pipeline.drain();
      return end;
    } finally {
      inStepSince = Optional.empty();
    }
  }

  private End follow(FeedChannel channel, Pipeline pipeline) {
    Optional<FeedMessage> message = channel.receive();
    while (message.isPresent()) {
      if (!(message.get() instanceof Offer offer)) {
        throw FeedChannel.protocol("A feed has a message where an offer should be");
      }
      if (offer.entries().isEmpty()) {
        hearAll(pipeline);
      } else {
        inStepSince = Optional.empty();
        take(offer, channel, pipeline);
      }
      if (taker.waitsLongerThan(LOOKED_AGAIN)) {
        return End.ENDED;
      }
      if (!awaitRate()) {
        return End.TOO_FAST;
      }
      message = channel.receive();
    }
    return End.ENDED;
  }

  /** Waits until more may come; not where the other end would wait too long. */
  private boolean awaitRate() {
    Duration due = rate.due();
    if (due.compareTo(SHORT) > 0) {
      return false;
    }
    if (due.isPositive()) {
      LockSupport.parkNanos(due.toNanos());
    }
    return true;
  }

  private void hearAll(Pipeline pipeline) {
    rate.spend(1);
    pipeline.drain();
    if (inStepSince.isEmpty()) {
      inStepSince = Optional.of(index.wall().instant());
    }
  }

  private void take(Offer offer, FeedChannel channel, Pipeline pipeline) {
    requireOrder(offer);
    counts.countOffered(offer.entries().size());
    BitSet wanted = index.read(tables -> wanted(tables, offer));
    rate.spend(1 + wanted.cardinality() + offer.entries().size() / CHEAPER);
    channel.send(new Want(wanted));
    if (!wanted.isEmpty()) {
      new GivenEntries(channel, offer, wanted, taker::refuse)
          .forEach(entries -> pipeline.submit(() -> taker.take(entries, offer.settings())));
    }
    if (offer.settings()) {
      pipeline.drain(); // They are offered again in their turn, and are known by then.
    } else {
      pipeline.submit(() -> taker.reach(offer.through()));
    }
  }

  /** Sequences grow, or a feed could go round for ever. */
  private void requireOrder(Offer offer) {
    long last = offer.settings() ? settings : position;
    for (Offered entry : offer.entries()) {
      boolean misplaced =
          offer.settings() && entry.key().filter(key -> key.tag() == DocumentKey.CONFIG).isEmpty();
      if (entry.sequence() <= last || misplaced) {
        throw FeedChannel.protocol("A feed offers entries out of their order");
      }
      last = entry.sequence();
    }
    if (offer.settings()) {
      settings = last;
    } else if (offer.through() != last) {
      throw FeedChannel.protocol("An offer does not end with its last entry");
    } else {
      position = last;
    }
  }

  private BitSet wanted(Tables tables, Offer offer) {
    BitSet wanted = new BitSet(offer.entries().size());
    for (int i = 0; i < offer.entries().size(); i++) {
      Offered entry = offer.entries().get(i);
      if (entry.key().isEmpty()) {
        taker.refuse(Refusal.KEY);
      } else {
        boolean known =
            tables
                .entries()
                .contains(bucket.id(), entry.key().get(), entry.author(), entry.manifest());
        wanted.set(i, !known);
      }
    }
    return wanted;
  }
}
