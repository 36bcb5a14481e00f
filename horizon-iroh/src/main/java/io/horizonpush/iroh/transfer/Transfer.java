package io.horizonpush.iroh.transfer;

import io.horizonpush.iroh.index.TransferRecord;
import io.horizonpush.iroh.index.TransferRecord.Course;
import io.horizonpush.iroh.index.TransferRecord.Figures;
import io.horizonpush.iroh.index.TransferRecord.Place;
import io.horizonpush.iroh.index.TransferRecord.Purpose;
import io.horizonpush.iroh.index.TransferRecord.Source;
import io.horizonpush.iroh.index.TransferRecord.State;
import io.horizonpush.iroh.index.TransferRecord.Way;
import io.horizonpush.s3.model.BlobHash;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A transfer that goes on, counted as its bytes come. Only {@link Transfers} changes its course.
 * Thread-safe.
 */
public final class Transfer {

  /** So many sources, and blobs that have not come, are told apart. */
  private static final int MOST_SOURCES = 64;

  private static final int MOST_BLOBS = 10_000;

  private final long id;
  private final Purpose purpose;
  private final Place place;
  private final AtomicLong objects = new AtomicLong();
  private final AtomicLong blobs = new AtomicLong();
  private final AtomicLong size = new AtomicLong();
  private final AtomicLong came = new AtomicLong();
  private final AtomicLong local = new AtomicLong();
  private final AtomicLong saved = new AtomicLong();
  private final AtomicLong resent = new AtomicLong();
  private final AtomicLong unavailable = new AtomicLong();
  private final Map<String, AtomicLong> sources = new ConcurrentHashMap<>();

  /** How each was reached when somebody looked last. */
  private final Map<String, Way> ways = new ConcurrentHashMap<>();

  /** The blobs that were begun and are not here, and what of each this has brought. */
  private final Map<BlobHash, Long> begun = new ConcurrentHashMap<>();

  /** Those of them that nobody gives. */
  private final Set<BlobHash> missed = ConcurrentHashMap.newKeySet();

  /** What had come before the objects were looked at from the first one on: it is here by now. */
  private final AtomicLong before = new AtomicLong();

  private volatile Course course;
  private volatile CompletableFuture<Void> halted = new CompletableFuture<>();

  Transfer(TransferRecord known) {
    this.id = known.id();
    this.purpose = known.purpose();
    this.place = known.place();
    this.course = known.course();
    if (course.state() != State.RUNNING) {
      halted.complete(null);
    }
    Figures figures = known.figures();
    objects.set(figures.objects());
    blobs.set(figures.blobs());
    size.set(figures.size());
    came.set(figures.came());
    local.set(figures.local());
    saved.set(figures.saved());
    resent.set(figures.resent());
    unavailable.set(figures.unavailable());
    for (Source source : known.sources()) {
      give(source.name(), source.bytes());
      ways.put(source.name(), source.way());
    }
  }

  public long id() {
    return id;
  }

  public Purpose purpose() {
    return purpose;
  }

  public Place place() {
    return place;
  }

  public State state() {
    return course.state();
  }

  Course course() {
    return course;
  }

  /** Takes another course: where it does not run, all who work on it leave. */
  void take(Course next) {
    course = next;
    if (next.state() != State.RUNNING) {
      halted.complete(null);
    } else if (halted.isDone()) {
      halted = new CompletableFuture<>();
    }
  }

  /** Done when it is paused or over: whoever works on it now leaves then. */
  public CompletableFuture<Void> halted() {
    return halted;
  }

  /** Has all leave who work on it, since the node ends: it goes on with the next start. */
  public void halt() {
    halted.complete(null);
  }

  /** How it is now. */
  TransferRecord record() {
    List<Source> gave =
        sources.entrySet().stream()
            .map(
                each ->
                    new Source(
                        each.getKey(),
                        ways.getOrDefault(each.getKey(), Way.UNKNOWN),
                        each.getValue().get()))
            .filter(source -> source.bytes() > 0)
            .sorted(Comparator.comparing(Source::bytes).reversed().thenComparing(Source::name))
            .toList();
    return new TransferRecord(id, purpose, place, course, figures(), gave);
  }

  /** Notes how its sources are reached now, as far as that is known. */
  void reachedBy(Map<String, Way> now) {
    for (String source : sources.keySet()) {
      Way way = now.get(source);
      if (way != null) {
        ways.put(source, way);
      }
    }
  }

  /** What of it nobody gave, in words. */
  public Optional<String> lacking() {
    long blobs = unavailable.get();
    return blobs > 0
        ? Optional.of("%d blobs could be had from no member.".formatted(blobs))
        : Optional.empty();
  }

  private Figures figures() {
    return new Figures(
        objects.get(),
        blobs.get(),
        size.get(),
        came.get(),
        Math.max(0, local.get() - before.get()),
        saved.get(),
        resent.get(),
        unavailable.get());
  }

  /**
   * Begins to look at all objects from the first one on, perhaps once more: what has come of them
   * is found here then, and is no local byte for that.
   *
   * @param bytes of all objects
   */
  public void beginPass(long bytes) {
    objects.set(0);
    size.set(bytes);
    local.set(0);
    missed.clear();
    begun.clear();
    unavailable.set(0);
    before.set(came.get() + saved.get() - resent.get());
  }

  /** Counts an object that was looked at. */
  public void looked() {
    objects.incrementAndGet();
  }

  /** Counts bytes that are to be here in the end. */
  public void wanted(long bytes) {
    size.addAndGet(bytes);
  }

  /** Counts bytes that were here already, or came for another purpose. */
  public void local(long bytes) {
    local.addAndGet(bytes);
  }

  /** Counts what of the bytes that are wanted was here beside those that came. */
  public void localBeside(long useful) {
    local(Math.max(0, size.get() - useful));
  }

  /**
   * Notes that a blob is fetched, perhaps once more.
   *
   * @param length in bytes, which are wanted from now on if nobody has counted them before
   */
  public void begins(BlobHash blob, long length) {
    boolean fresh = begun.size() >= MOST_BLOBS || begun.putIfAbsent(blob, 0L) == null;
    if (fresh && purpose.isStanding()) {
      wanted(length);
    }
  }

  /**
   * Notes that all of a blob is here.
   *
   * @param useful so much of it this transfer brought since it was begun last
   */
  public void fetched(BlobHash blob, long length, long useful) {
    Long earlier = begun.remove(blob);
    local(Math.max(0, length - useful - (earlier == null ? 0 : earlier)));
    blobs.incrementAndGet();
    if (missed.remove(blob)) {
      unavailable.decrementAndGet();
    }
  }

  /**
   * Notes that not all of a blob has come.
   *
   * @param useful so much of it this transfer brought since it was begun last
   * @param lacking whether nobody gives the rest
   */
  public void brokenOff(BlobHash blob, long useful, boolean lacking) {
    begun.computeIfPresent(blob, (_, earlier) -> earlier + useful);
    if (lacking && missed.size() < MOST_BLOBS && missed.add(blob)) {
      unavailable.incrementAndGet();
    }
  }

  void came(String source, long bytes) {
    came.addAndGet(bytes);
    give(source, bytes);
  }

  /** Counts bytes that somebody took, of which all that is known is that they are gone. */
  public void gave(String taker, long bytes) {
    wanted(bytes);
    came(taker, bytes);
  }

  private void give(String source, long bytes) {
    if (sources.size() < MOST_SOURCES || sources.containsKey(source)) {
      sources.computeIfAbsent(source, _ -> new AtomicLong()).addAndGet(bytes);
    }
  }

  void saved(long bytes) {
    saved.addAndGet(bytes);
  }

  void resent(long bytes) {
    resent.addAndGet(bytes);
  }
}
