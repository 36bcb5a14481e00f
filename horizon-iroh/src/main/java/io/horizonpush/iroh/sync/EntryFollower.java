package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.epoch.Course;
import io.horizonpush.iroh.epoch.Epochs;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.PositionTable.PeerPosition;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.share.Statement;
import io.horizonpush.iroh.sync.FeedMessage.Ask;
import io.horizonpush.iroh.sync.FeedMessage.Begin;
import io.horizonpush.iroh.sync.FeedMessage.Offer;
import io.horizonpush.iroh.sync.FeedMessage.Offered;
import io.horizonpush.iroh.sync.FeedMessage.Point;
import io.horizonpush.iroh.sync.FeedMessage.Refused;
import io.horizonpush.iroh.sync.FeedMessage.Seen;
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
  private final Epochs epochs;
  private final BucketRow bucket;
  private final NodeId peer;
  private final SyncAccess access;
  private final SyncCounts counts;
  private final EntryTaker taker;
  private final RateLimit rate;
  private volatile Optional<Instant> inStepSince = Optional.empty();
  private Begin begun = new Begin(Optional.empty(), false, new Point("", 0));
  private boolean next;
  private long seen;
  private long position;
  private long settings;

  /** Why following ended. */
  enum End {
    /** The other node does not give this bucket to this one. */
    REFUSED,
    /** The other node ended it, or it is to be asked once more, for this or another document. */
    ENDED,
    /** More came than may in the time, and the rest is to be asked for when it may. */
    TOO_FAST
  }

  /**
   * @param rate of what is taken from the other node, over all streams
   */
  EntryFollower(NodeId peer, BucketRow bucket, SyncGround ground, RateLimit rate) {
    this.index = ground.index();
    this.epochs = ground.stores().epochs();
    this.bucket = bucket;
    this.peer = peer;
    this.access = ground.access();
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
    Course course = epochs.course(bucket);
    channel.send(new Ask(bucket.uid(), course.asked(), from));
    Optional<FeedMessage> answer = channel.receive();
    if (answer.isEmpty() || answer.get() instanceof Refused) {
      return answer.isEmpty() ? End.ENDED : End.REFUSED;
    }
    if (!(answer.get() instanceof Begin begin)) {
      throw FeedChannel.protocol("A feed begins with something else than its beginning");
    }
    Point point = begin.from();
    if ((point.position() != 0 && !Optional.of(point).equals(from))
        || !begin.document().map(course.asked()::contains).orElse(true)) {
      throw FeedChannel.protocol("A feed begins elsewhere than it was asked to");
    }
    begun = begin;
    position = point.position();
    next =
        begin
            .document()
            .flatMap(document -> epochs.taken(bucket, document))
            .filter(Epochs.Taken::next)
            .isPresent();
    taker.begin(point.history(), known, begin.document());
    try (EntryStages stages = new EntryStages(taker)) {
      End end = follow(channel, stages, course);
      stages.drain();
      return end;
    } finally {
      inStepSince = Optional.empty();
    }
  }

  private End follow(FeedChannel channel, EntryStages stages, Course course) {
    Optional<FeedMessage> message = channel.receive();
    while (message.isPresent()) {
      if (!(message.get() instanceof Offer offer)) {
        throw FeedChannel.protocol("A feed has a message where an offer should be");
      }
      if (offer.entries().isEmpty()) {
        hearAll(channel, stages);
      } else {
        inStepSince = Optional.empty();
        take(offer, channel, stages);
      }
      if (taker.waitsLongerThan(LOOKED_AGAIN) || !epochs.course(bucket).equals(course)) {
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

  private void hearAll(FeedChannel channel, EntryStages stages) {
    rate.spend(1);
    stages.drain();
    if (begun.document().isPresent() && taker.position() > seen) {
      seen = taker.position();
      index.harden(); // Who is told may forget it.
      channel.send(new Seen(seen));
    }
    if (begun.document().isPresent() && taker.waitsForNothing()) {
      // Who may only read is believed by its like alone: by a lie it would cost others what they
      // have, where they would say it again. To who only reads it comes with what follows.
      boolean believed = access.mayWrite(peer, bucket.uid()) || epochs.isOnlyRead(bucket);
      boolean whole = begun.whole() && believed;
      epochs.heardAll(bucket, begun.document().get(), whole);
    }
    if (begun.document().isPresent() && !next) {
      Instant now = index.wall().instant();
      inStepSince = inStepSince.or(() -> Optional.of(now));
      counts.inStep(bucket.uid(), peer, now);
    }
  }

  private void take(Offer offer, FeedChannel channel, EntryStages stages) {
    requireOrder(offer);
    counts.countOffered(offer.entries().size());
    BitSet wanted = index.read(tables -> wanted(tables, offer));
    rate.spend(1 + wanted.cardinality() + offer.entries().size() / CHEAPER);
    channel.send(new Want(wanted));
    if (!wanted.isEmpty()) {
      new GivenEntries(channel, offer, wanted, taker::refuse)
          .forEach(offer.settings() ? stages::takeSettings : stages::take);
    }
    if (!offer.settings()) {
      stages.reach(offer.through()); // Settings are offered again in their turn.
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
        wanted.set(i, !isKnown(tables, entry.key().get(), entry));
      }
    }
    return wanted;
  }

  private boolean isKnown(Tables tables, DocumentKey key, Offered entry) {
    return (next && !Statement.isNamed(key))
        ? tables.nextEntries().contains(bucket.id(), key, entry.author(), entry.manifest())
        : tables.entries().contains(bucket.id(), key, entry.author(), entry.manifest());
  }
}
