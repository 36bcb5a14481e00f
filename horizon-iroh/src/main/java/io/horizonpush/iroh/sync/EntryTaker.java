package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.PluginLimits;
import io.horizonpush.iroh.index.PositionTable.PeerPosition;
import io.horizonpush.iroh.index.PositionTable.Taken;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.iroh.replica.SignedEntry;
import io.horizonpush.iroh.sync.Destination.Admitted;
import io.horizonpush.iroh.sync.Destination.Brought;
import io.horizonpush.iroh.sync.EntryCheck.Incoming;
import io.horizonpush.iroh.sync.EntryCheck.Verdict;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.store.Arrival;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * What one node brings of a bucket, taken: checked, into the document, durably, and then into the
 * index, and then the position says so. A crash between two of these does them again, and doing
 * them again changes nothing. One call at a time, where nothing else is said; {@link #merge} and
 * {@link #note} may run beside the others.
 */
final class EntryTaker {

  /** How far ahead an entry may be to be waited for; whose clock is worse has to mend it. */
  private static final Duration WORTH_WAITING = Duration.ofDays(1);

  /** The most entries that wait for their time. */
  private static final int MOST_WAITING = 1000;

  /** Entries that no honest node would give, after which nobody talks to this one. */
  private static final int MOST_DISHONEST = 100;

  private final Index index;
  private final BucketRow bucket;
  private final NodeId peer;
  private final SyncGround ground;
  private final EntryCheck check;
  private final Quota quota;
  private final TreeSet<Long> waiting = new TreeSet<>();
  private volatile Optional<Long> waitingSince = Optional.empty();
  private Destination destination;
  private String history = "";
  private volatile long position;
  private Taken taken = Taken.NOTHING;

  /** The first sequence of what is not taken any more, because it would be more than may come. */
  private OptionalLong full = OptionalLong.empty();

  private final AtomicInteger dishonest = new AtomicInteger();

  EntryTaker(NodeId peer, BucketRow bucket, SyncGround ground) {
    this.index = ground.index();
    this.bucket = bucket;
    this.peer = peer;
    this.ground = ground;
    this.quota = Quota.of(ground.limits());
    destination = new Destination(bucket, ground.stores(), Optional.empty());
    check = new EntryCheck(ground.stores().hash(), ground.access(), ground.forms());
  }

  /**
   * Begins with a history of the other node.
   *
   * @param document whose entries it gives, besides what is said of members and epochs
   */
  void begin(String of, Optional<PeerPosition> known, Optional<ReplicaId> document) {
    history = of;
    destination = new Destination(bucket, ground.stores(), document);
    position =
        known.filter(each -> each.history().equals(of)).map(PeerPosition::position).orElse(-1L);
    taken = known.map(PeerPosition::taken).orElse(Taken.NOTHING);
    full = OptionalLong.empty();
    waiting.clear();
    waitingSince = Optional.empty();
  }

  /** The position up to which all is here. */
  long position() {
    return position;
  }

  /** Whether nothing waits for its time. */
  boolean waitsForNothing() {
    return waitingSince.isEmpty();
  }

  /** Whether something has waited for its time so long, and may be asked for again. */
  boolean waitsLongerThan(Duration time) {
    return waitingSince.filter(since -> System.nanoTime() - since > time.toNanos()).isPresent();
  }

  /**
   * Takes settings that came ahead of their turn, and will be offered again in it, into the
   * document and the index.
   */
  void takeSettings(List<Incoming> entries) {
    requireDisk(entries);
    List<Incoming> left = entries;
    boolean again = true;
    while (again) {
      Round round = check(left, true);
      if (!quota.holds(taken.plus(Quota.amount(round.admitted())))) {
        throw broughtEnough();
      }
      merge(intoDocument(round.admitted()));
      // Who was named a member now may have written the others.
      again = !round.admitted().isEmpty() && !round.notAllowed().isEmpty();
      left = round.notAllowed();
    }
    left.forEach(_ -> refuse(Refusal.NOT_ALLOWED));
  }

  /**
   * Takes entries into the document, durably, by their sequence as far as more may come; what is
   * left to be merged of them. Then {@link #full} says where it ended.
   */
  Brought bring(List<Incoming> entries) {
    requireDisk(entries);
    Round round = check(entries, false);
    full = quota.firstBeyond(taken, round.admitted());
    long end = full.orElse(Long.MAX_VALUE);
    Brought brought =
        intoDocument(
            round.admitted().stream().filter(each -> each.incoming().sequence() < end).toList());
    round.notAllowed().forEach(_ -> refuse(Refusal.NOT_ALLOWED));
    return brought;
  }

  /** The first sequence of what was not taken, because it would be more than may come. */
  OptionalLong full() {
    return full;
  }

  private void requireDisk(List<Incoming> entries) {
    orStop(
        () -> {
          ground
              .stores()
              .floor()
              .require(entries.stream().mapToLong(each -> each.manifest().length()).sum());
          return entries;
        });
  }

  /** Nothing is taken of a node as long as this one cannot store it. */
  private <T> T orStop(Supplier<T> work) {
    try {
      return work.get();
    } catch (S3Exception e) {
      throw new StoppedException(
          "The records of bucket %s from node %s cannot be stored: %s"
              .formatted(bucket.name(), peer, e.getMessage()),
          e);
    }
  }

  private record Round(List<Admitted> admitted, List<Incoming> notAllowed) {}

  private Round check(List<Incoming> entries, boolean settings) {
    Round round = new Round(new ArrayList<>(), new ArrayList<>());
    Instant now = index.wall().instant();
    PluginRoom room = new PluginRoom(index, bucket.id(), PluginLimits.USUAL.ofOthers());
    for (Incoming each : entries) {
      if (isAhead(each.entry(), now, Stamp.MOST_AHEAD)) {
        waitFor(each, now, settings);
        continue;
      }
      switch (check.check(bucket.uid(), each)) {
        case Verdict.Says(Arrival.OfPlugin of) when of.value().stamp().isAheadOf(now) ->
            waitFor(each, of.value().stamp().time(), now);
        case Verdict.Says(Arrival.OfPlugin of) when !room.admit(of) -> refuse(Refusal.FULL);
        case Verdict.Says(Arrival arrival) -> round.admitted().add(new Admitted(each, arrival));
        case Verdict.Refused(Refusal reason) -> {
          if (reason == Refusal.NOT_ALLOWED) {
            round.notAllowed().add(each);
          } else {
            refuse(reason);
          }
        }
      }
    }
    return round;
  }

  private static boolean isAhead(SignedEntry entry, Instant now, Duration most) {
    return entry.time() > ChronoUnit.MICROS.between(Instant.EPOCH, now.plus(most));
  }

  /** What plugins keep is small, and much of it: it waits where it comes from. */
  private void waitFor(Incoming early, Instant time, Instant now) {
    if (time.isAfter(now.plus(WORTH_WAITING))) {
      refuse(Refusal.FAR_AHEAD);
    } else {
      waitFor(early, now, false);
    }
  }

  private void waitFor(Incoming early, Instant now, boolean settings) {
    if (isAhead(early.entry(), now, WORTH_WAITING)) {
      refuse(Refusal.FAR_AHEAD);
      return;
    }
    ground.counts().countEarly();
    if (!settings) {
      waiting.add(early.sequence());
      waitingSince = waitingSince.or(() -> Optional.of(System.nanoTime()));
    }
    if (waiting.size() > MOST_WAITING) {
      throw new StoppedException(
          "Node %s has more than %d entries of bucket %s from a time to come. Set the clocks of its members right."
              .formatted(peer, MOST_WAITING, bucket.name()));
    }
  }

  /**
   * Counts an entry that is not taken. From any thread.
   *
   * @throws io.horizonpush.iroh.net.PeerException after many that no honest node gives
   */
  void refuse(Refusal reason) {
    ground.counts().countRefused(reason);
    if (reason.isDishonest() && dishonest.incrementAndGet() > MOST_DISHONEST) {
      throw FeedChannel.protocol("Node " + peer + " gives entries that no honest node has");
    }
  }

  private void refuse(Refusal reason, int times) {
    for (int i = 0; i < times; i++) {
      refuse(reason);
    }
  }

  private Brought intoDocument(List<Admitted> admitted) {
    if (admitted.isEmpty()) {
      return Brought.NOTHING;
    }
    Brought brought = orStop(() -> destination.bring(admitted));
    brought.early().forEach(each -> waitFor(each.incoming(), index.wall().instant(), false));
    refuse(Refusal.FORGED, brought.forged());
    taken = taken.plus(Quota.amount(brought.here()));
    return brought;
  }

  /**
   * Takes into the index what is in the document. May run beside {@link #bring} of what follows.
   */
  void merge(Brought brought) {
    if (!brought.here().isEmpty()) {
      List<Admitted> merged = orStop(() -> destination.merge(brought));
      refuse(Refusal.FAILED, brought.here().size() - merged.size());
      ground.counts().countTaken(Quota.amount(merged));
    }
  }

  /** Why nothing more is taken. */
  StoppedException broughtEnough() {
    return new StoppedException(
        "Node %s has brought %d records of %d bytes into bucket %s: no more are taken. Raise peers.max-records and peers.max-bytes, or remove the member that floods it."
            .formatted(peer, taken.records(), taken.bytes(), bucket.name()));
  }

  /** Where this node stands once what was brought is merged: before whatever waits for its time. */
  PeerPosition reached(long through) {
    long reached = waiting.isEmpty() ? through : Math.min(through, waiting.first() - 1);
    return new PeerPosition(history, reached, taken);
  }

  /** Notes where this node stands. */
  void note(PeerPosition reached) {
    if (reached.position() != position) {
      position = reached.position();
      // Behind what it speaks of; if it is lost alone, that is asked for again.
      index.write(
          Durability.RELAXED,
          tables -> {
            tables.positions().put(bucket.id(), peer, reached);
            return reached;
          });
    }
  }
}
