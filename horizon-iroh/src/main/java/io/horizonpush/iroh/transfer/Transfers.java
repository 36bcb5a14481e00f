package io.horizonpush.iroh.transfer;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.TransferRecord;
import io.horizonpush.iroh.index.TransferRecord.Course;
import io.horizonpush.iroh.index.TransferRecord.Figures;
import io.horizonpush.iroh.index.TransferRecord.Place;
import io.horizonpush.iroh.index.TransferRecord.Purpose;
import io.horizonpush.iroh.index.TransferRecord.State;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.S3Exception;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transfers of a node from their beginning to their end. What goes on is in memory, and what is
 * over in the index, where the first stands as it was a few seconds ago; no read waits for that.
 * Thread-safe; blocks its (virtual) thread.
 */
public final class Transfers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Transfers.class);

  /** How often {@link #look} is to be called. */
  public static final Duration LOOKED_AT = Duration.ofMillis(500);

  private static final long STORED_EVERY = Duration.ofSeconds(10).toNanos();
  private static final long FORGOTTEN_EVERY = Duration.ofMinutes(1).toNanos();

  /** The reads that are over and wait for being stored; more are not noted. */
  private static final int MOST_WAITING = 1000;

  private final Index index;
  private final TransferBook book;
  private final Runnable changed;
  private final Standing standing = new Standing();
  private final TransferCounts counts = new TransferCounts();
  private final LiveTransfers live = new LiveTransfers();
  private final AtomicLong last = new AtomicLong();

  /** Those that are over and wait for being stored; guarded by this. */
  private final List<Transfer> waiting = new ArrayList<>();

  private volatile long storedAt = System.nanoTime();
  private volatile long forgottenAt = System.nanoTime();

  /**
   * @param rule what is kept of those that are over
   * @param changed hears that something is not as it was; does not block
   */
  public Transfers(Index index, TransferBook.Rule rule, Runnable changed) {
    this.index = index;
    this.book = new TransferBook(index, rule);
    this.changed = changed;
  }

  /** Goes on with what a node that has ended left: to be called once, before all else. */
  public void open() {
    last.set(book.last());
    List<Transfer> cut = new ArrayList<>();
    for (TransferRecord known : book.unended()) {
      Transfer transfer = new Transfer(known);
      if (known.purpose() == Purpose.READ) {
        Optional<String> why = Optional.of("The node ended before it.");
        transfer.take(known.course().over(State.FAILED, book.now(), why));
        cut.add(transfer);
      } else {
        live.add(transfer);
        if (known.purpose().isStanding()) {
          standing.goOn(transfer, System.nanoTime());
        }
      }
    }
    book.store(Durability.RELAXED, cut);
  }

  /** What is seen of them. */
  public TransferView view() {
    return new TransferView(this, live, book);
  }

  /** How they ended. */
  public TransferCounts counts() {
    return counts;
  }

  /** Begins the transfer of an object for those who read it. */
  public Transfer beginRead(BucketId bucket, String key) {
    return begin(Purpose.READ, bucket, key);
  }

  /** Begins the transfer of objects whose keys begin alike; known from now on over restarts. */
  public Transfer beginPrefetch(BucketId bucket, String prefix) {
    Transfer transfer = begin(Purpose.PREFETCH, bucket, prefix);
    store(transfer);
    return transfer;
  }

  private Transfer begin(Purpose purpose, BucketId bucket, String key) {
    String name =
        index
            .read(tables -> tables.buckets().find(bucket).map(BucketRow::name))
            .map(BucketName::value)
            .orElse("");
    Transfer transfer =
        new Transfer(
            new TransferRecord(
                last.incrementAndGet(),
                purpose,
                new Place(bucket, name, key),
                Course.begun(book.now()),
                Figures.NONE,
                List.of()));
    live.add(transfer);
    changed.run();
    return transfer;
  }

  /** Begins to fetch a blob for something that nobody asks for by name. */
  public Transfer enter(Purpose purpose, BucketId bucket) {
    return standing.enter(purpose, bucket, () -> begin(purpose, bucket, ""));
  }

  /** Has fetched it, or not. */
  public void leave(Transfer transfer) {
    standing.leave(transfer, System.nanoTime());
  }

  /** Whether nothing is to be fetched now for a purpose. */
  public boolean isPaused(Purpose purpose, BucketId bucket) {
    return standing.find(purpose, bucket).filter(each -> each.state() == State.PAUSED).isPresent();
  }

  /** Ends one that runs. */
  public void end(Transfer transfer, State end, Optional<String> why) {
    synchronized (this) {
      if (transfer.state() != State.RUNNING) {
        return;
      }
      finish(transfer, end, why);
      if (transfer.purpose() != Purpose.READ || waiting.size() < MOST_WAITING) {
        waiting.add(transfer);
      } else {
        counts.leaveOut();
      }
    }
    changed.run();
  }

  /** To be called with the lock. */
  private void finish(Transfer transfer, State end, Optional<String> why) {
    transfer.take(transfer.course().over(end, book.now(), why));
    counts.end(end);
    live.end(transfer);
  }

  /** Ends one that runs or is paused, for good, unless it is over: stored when this returns. */
  void cancel(Transfer transfer) {
    synchronized (this) {
      if (transfer.state().isOver()) {
        return;
      }
      finish(transfer, State.CANCELLED, Optional.empty());
    }
    store(transfer);
    changed.run();
  }

  /** Has one run or not, unless it is over: stored when this returns. */
  void take(Transfer transfer, State next) {
    synchronized (this) {
      if (transfer.state().isOver()) {
        return;
      }
      transfer.take(transfer.course().in(next));
    }
    if (transfer.purpose().isStanding()) {
      standing.goOn(transfer, System.nanoTime());
    }
    store(transfer);
    changed.run();
  }

  /** Goes on with one that was over; nothing if somebody else does. */
  Optional<Transfer> revive(TransferRecord known) {
    Transfer transfer =
        new Transfer(
            new TransferRecord(
                known.id(),
                known.purpose(),
                known.place(),
                known.course().in(State.RUNNING),
                known.figures(),
                known.sources()));
    synchronized (this) {
      if (live.find(known.id()).isPresent()) {
        return Optional.empty();
      }
      waiting.removeIf(each -> each.id() == known.id());
      live.add(transfer);
    }
    store(transfer);
    changed.run();
    return Optional.of(transfer);
  }

  private void store(Transfer transfer) {
    book.store(Durability.STRICT, List.of(transfer));
  }

  /** One that goes on. */
  Optional<Transfer> live(long id) {
    return live.find(id);
  }

  /** Those of a purpose that go on. */
  public List<Transfer> live(Purpose purpose) {
    return live.all().stream().filter(transfer -> transfer.purpose() == purpose).toList();
  }

  /** Stores what is due, and says that those which go on have gone on. */
  public void look() {
    long now = System.nanoTime();
    standing.takeOver(now).forEach(this::endStanding);
    live.look();
    try {
      storeWaiting();
      if (now - storedAt >= STORED_EVERY) {
        storedAt = now;
        storeLive();
      }
      if (now - forgottenAt >= FORGOTTEN_EVERY) {
        forgottenAt = now;
        book.forget();
      }
    } catch (S3Exception e) {
      LOG.debug("Transfers cannot be stored now", e);
    }
    if (!live.all().isEmpty()) {
      changed.run();
    }
  }

  private void endStanding(Transfer transfer) {
    Optional<String> lacking = transfer.lacking();
    end(transfer, lacking.isPresent() ? State.FAILED : State.DONE, lacking);
  }

  /** Stores those that go on. */
  void storeLive() {
    book.store(Durability.RELAXED, live.all());
  }

  /** Stores those that are over. */
  void storeWaiting() {
    List<Transfer> some;
    synchronized (this) {
      some = List.copyOf(waiting);
    }
    book.store(Durability.RELAXED, some);
    synchronized (this) {
      waiting.removeAll(some);
    }
  }

  /** Stores how all are, so that the next start goes on from there. */
  @Override
  public void close() {
    try {
      storeLive();
      storeWaiting();
    } catch (S3Exception e) {
      LOG.warn("What came from other nodes of late is not known after the next start", e);
    }
  }
}
