package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.content.PeerRecords;
import io.horizonpush.iroh.content.PeerRecords.Kept;
import io.horizonpush.iroh.content.RecordFill;
import io.horizonpush.iroh.ffm.SparseRecords.Compared;
import io.horizonpush.iroh.transfer.Tally;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A blob that is here, and of which another one that is fetched may have the most in the same
 * places: what both have is copied, and need not come. Their trees are compared from the top down,
 * where they differ, once nobody waits for the first byte. Thread-safe; blocks its (virtual)
 * thread.
 */
final class Basis implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Basis.class);

  /** Where as much as this of what was compared differs, the rest is not compared. */
  private static final double NOT_ALIKE = 0.875;

  /** How long a window waits until the trees are compared. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /** The runs that are remembered; somebody may write a blob that has any number of them. */
  private static final int MOST_RUNS = 1 << 16;

  /** The bytes that are copied at once: whole groups. */
  private static final long AT_ONCE = 1 << 20;

  private final PeerRecords records;
  private final RecordFill fill;
  private final Kept earlier;
  private final Function<ByteRange, Optional<Content>> bytes;
  private final MemberTrees trees;
  private final Conduct conduct;
  private final Tally tally;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final AtomicBoolean comparing = new AtomicBoolean();

  /** What both have, as far as that was found: where a run begins, and where it ends. */
  private final NavigableMap<Long, Long> same = new ConcurrentSkipListMap<>();

  private final CompletableFuture<Void> compared = new CompletableFuture<>();
  private volatile boolean late;
  private volatile boolean closed;

  /**
   * @param fill of the blob that is fetched
   * @param bytes opens a range of the earlier one
   * @param trees tell the tree of that one
   */
  Basis(
      PeerRecords records,
      RecordFill fill,
      Kept earlier,
      Function<ByteRange, Optional<Content>> bytes,
      MemberTrees trees,
      Conduct conduct,
      Tally tally) {
    this.records = records;
    this.fill = fill;
    this.earlier = earlier;
    this.bytes = bytes;
    this.trees = trees;
    this.conduct = conduct;
    this.tally = tally;
  }

  /**
   * Fills what of a window both blobs have. The first window that is urgent waits for nothing:
   * whoever asked for it waits for the first byte, and may want no more.
   *
   * @param urgent whether somebody waits for it
   */
  void fill(ByteRange window, boolean urgent) {
    try {
      fill(fill.missing(window), urgent);
    } catch (RuntimeException e) {
      // Whatever it is, what cannot be copied comes from somebody else.
      LOG.info("Blob {} is not what it was any more", earlier.record().hash(), e);
    }
  }

  private void fill(List<ByteRange> missing, boolean urgent) {
    boolean helps = !missing.isEmpty() && (begun.getAndSet(true) || !urgent);
    if (helps && !comparing.getAndSet(true)) {
      Thread.ofVirtual().name("compare-trees").start(this::compareAll);
    }
    if (helps) {
      awaitCompared();
      fill.requireRoom(missing.stream().mapToLong(ByteRange::length).sum());
      missing.forEach(this::copy);
    }
  }

  /** Windows that come later than this time take what was found so far. */
  private void awaitCompared() {
    if (!late) {
      try {
        compared.get(LONGEST_WAIT.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        late = true;
      } catch (ExecutionException e) {
        throw new IllegalStateException("It never fails", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void copy(ByteRange missing) {
    Long first = same.floorKey(missing.offset());
    var near = same.subMap(first == null ? missing.offset() : first, true, missing.end(), false);
    near.forEach(
        (from, end) -> {
          long begin = Math.max(from, missing.offset());
          long length = Math.min(end, missing.end()) - begin;
          if (length > 0) {
            ByteRange run = new ByteRange(begin, length);
            bytes.apply(run).ifPresent(content -> copy(run, content));
          }
        });
  }

  private void copy(ByteRange run, Content opened) {
    try (Content content = opened;
        ContentReader reader = content.reader()) {
      ByteBuffer groups = ByteBuffer.allocate((int) Math.min(AT_ONCE, run.length()));
      long at = run.offset();
      Optional<ByteBuffer> piece = reader.next();
      while (piece.isPresent()) {
        ByteBuffer left = piece.get();
        while (left.hasRemaining()) {
          int some = Math.min(left.remaining(), groups.remaining());
          groups.put(left.slice(left.position(), some));
          left.position(left.position() + some);
          if (!groups.hasRemaining() || at + groups.position() == run.end()) {
            fill.write(at, groups.flip());
            at += groups.limit();
            conduct.spare(groups.limit());
            tally.saved(groups.limit());
            groups.clear();
          }
        }
        piece = reader.next();
      }
    }
  }

  private void compareAll() {
    try {
      compareLevels();
    } catch (RuntimeException e) {
      LOG.info("Blob {} is fetched as if nothing more of it were here", fill.record().hash(), e);
    } finally {
      compared.complete(null);
    }
  }

  private void compareLevels() {
    List<ByteRange> open = List.of(ByteRange.all(fill.length()));
    while (!open.isEmpty()) {
      List<ByteRange> different = new ArrayList<>();
      for (int at = 0; at < open.size() && goesOn(); at += TreeQuestion.MOST) {
        different.addAll(compare(open.subList(at, Math.min(open.size(), at + TreeQuestion.MOST))));
      }
      open = goesOn() && isWorthwhile(open, different) ? different : List.of();
    }
  }

  private boolean goesOn() {
    return !closed && same.size() < MOST_RUNS;
  }

  /** Compares some subtrees; those below them that differ. */
  private List<ByteRange> compare(List<ByteRange> some) {
    Optional<List<byte[]>> parts = trees.parts(some);
    while (parts.isPresent() && !closed) {
      Optional<Compared> found = compare(some, parts.get());
      if (found.isPresent()) {
        found.get().same().forEach(this::add);
        return found.get().different();
      }
      if (!closed) {
        trees.refuse();
      }
      parts = trees.parts(some);
    }
    return List.of();
  }

  /** Nothing if a part is not of the blob. */
  private Optional<Compared> compare(List<ByteRange> some, List<byte[]> parts) {
    List<ByteRange> alike = new ArrayList<>();
    List<ByteRange> different = new ArrayList<>();
    for (int i = 0; i < some.size(); i++) {
      Optional<Compared> compared = records.adopt(fill, earlier, some.get(i), parts.get(i));
      if (compared.isEmpty()) {
        return Optional.empty();
      }
      alike.addAll(compared.get().same());
      different.addAll(compared.get().different());
    }
    return Optional.of(new Compared(alike, different));
  }

  private void add(ByteRange run) {
    var before = same.floorEntry(run.offset());
    boolean joins = before != null && before.getValue() == run.offset();
    same.put(joins ? before.getKey() : run.offset(), run.end());
  }

  /** A few subtrees are always asked for; many, of blobs that have little in common, cost more. */
  private static boolean isWorthwhile(List<ByteRange> compared, List<ByteRange> different) {
    return different.size() <= TreeQuestion.MOST || bytes(different) < NOT_ALIKE * bytes(compared);
  }

  private static long bytes(List<ByteRange> ranges) {
    return ranges.stream().mapToLong(ByteRange::length).sum();
  }

  /** Lets go of the earlier blob; nothing is filled any more. */
  @Override
  public void close() {
    closed = true;
    if (comparing.get()) {
      CompletableFuture<Void> _ = compared.thenRun(earlier::close);
    } else {
      earlier.close();
    }
  }
}
