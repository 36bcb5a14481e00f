package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.index.TransferRecord.Purpose;
import io.horizonpush.iroh.index.TransferRecord.State;
import io.horizonpush.iroh.swarm.DownloadMaker.Name;
import io.horizonpush.iroh.sync.Waiting;
import io.horizonpush.iroh.transfer.Tally;
import io.horizonpush.iroh.transfer.Transfer;
import io.horizonpush.iroh.transfer.Transfers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The downloads that go on, each for all who want the blob: the first one begins it, and its
 * transfer counts what comes; the last one closes it. Thread-safe, and its lock is never held while
 * anything waits.
 */
final class SharedDownloads {

  /** How long a download waits for the end of the one before, so that nothing comes twice. */
  private static final Duration END_OF_ANOTHER = Duration.ofSeconds(10);

  private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

  private final DownloadMaker maker;
  private final Transfers transfers;

  /** What somebody wants. */
  private final Map<Name, Shared> downloads = new HashMap<>();

  /** What nobody wants any more, until nothing of it is under way. */
  private final Map<Name, CompletableFuture<Void>> closing = new ConcurrentHashMap<>();

  SharedDownloads(DownloadMaker maker, Transfers transfers) {
    this.maker = maker;
    this.transfers = transfers;
  }

  private static final class Shared {

    private final CompletableFuture<Begun> begun = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private int users;

    /** Somebody left before all was read. */
    private volatile boolean leftEarly;
  }

  private record Begun(Download download, Transfer transfer, Tally tally) {}

  /** Somebody's part in a download. */
  final class Joined implements AutoCloseable {

    private final Name name;
    private final Shared shared;
    private final Begun begun;
    private final AtomicBoolean left = new AtomicBoolean();

    private Joined(Name name, Shared shared, Begun begun) {
      this.name = name;
      this.shared = shared;
      this.begun = begun;
    }

    Download download() {
      return begun.download();
    }

    /** Counts bytes that somebody is to read, where they come for readers. */
    void reads(long bytes) {
      if (begun.transfer().purpose() == Purpose.READ) {
        begun.transfer().wanted(bytes);
      }
    }

    /** What of the blob has come for a transfer. */
    long useful(Transfer transfer) {
      return begun.transfer() == transfer ? begun.tally().useful() : 0;
    }

    /** Leaves before all was read. */
    void leaveEarly() {
      shared.leftEarly = true;
      close();
    }

    @Override
    public void close() {
      if (left.compareAndSet(false, true)) {
        leave(name, shared);
      }
    }
  }

  /**
   * Takes part in a download, which begins if there is none.
   *
   * @param transfer for which it begins
   */
  Joined join(Name name, Supplier<Transfer> transfer) {
    Shared shared;
    boolean first;
    boolean alone;
    synchronized (downloads) {
      alone = downloads.keySet().stream().allMatch(each -> isOther(each, name));
      shared = downloads.computeIfAbsent(name, _ -> new Shared());
      first = shared.users == 0;
      shared.users++;
    }
    boolean joined = false;
    try {
      if (first) {
        begin(name, alone, shared, transfer);
      }
      Begun begun = Waiting.on(shared.begun);
      joined = true;
      return new Joined(name, shared, begun);
    } finally {
      if (!joined) {
        leave(name, shared);
      }
    }
  }

  private static boolean isOther(Name each, Name name) {
    return !each.blob().equals(name.blob()) || each.equals(name);
  }

  private void begin(Name name, boolean alone, Shared shared, Supplier<Transfer> beginning) {
    try {
      shared.begun.complete(begin(name, alone, beginning.get(), shared));
    } catch (RuntimeException | Error e) {
      shared.begun.completeExceptionally(e);
    }
  }

  private Begun begin(Name name, boolean alone, Transfer transfer, Shared shared) {
    Tally tally = new Tally(transfer);
    try {
      Download download = maker.begin(name, alone, tally);
      if (transfer.purpose() == Purpose.READ) {
        CompletableFuture<Void> _ =
            transfer.halted().thenRun(() -> cancel(name, shared, download, transfer));
      }
      return new Begun(download, transfer, tally);
    } catch (RuntimeException e) {
      if (transfer.purpose() == Purpose.READ) {
        transfers.end(transfer, State.FAILED, Optional.of(String.valueOf(e.getMessage())));
      }
      throw e;
    }
  }

  /** Those who read it now get no more; who comes from now on begins anew. */
  private void cancel(Name name, Shared shared, Download download, Transfer transfer) {
    synchronized (downloads) {
      if (downloads.remove(name, shared)) {
        closing.put(name, shared.closed);
      }
    }
    download.cancel(
        "The transfer of these bytes from other nodes, number %d, was cancelled."
            .formatted(transfer.id()));
  }

  /** Waits a while until what nobody wants any more is not under way either. */
  void awaitClosed(Name name) {
    CompletableFuture<Void> before = closing.getOrDefault(name, NOTHING);
    if (!before.isDone()) {
      Waiting.on(
          before.copy().completeOnTimeout(null, END_OF_ANOTHER.toMillis(), TimeUnit.MILLISECONDS));
    }
  }

  private void leave(Name name, Shared shared) {
    boolean last;
    synchronized (downloads) {
      shared.users--;
      last = shared.users == 0;
      if (last) {
        downloads.remove(name, shared);
        closing.put(name, shared.closed);
      }
    }
    if (last) {
      CompletableFuture<Begun> _ =
          shared.begun.whenComplete((begun, _) -> close(name, shared, begun));
    }
  }

  private void close(Name name, Shared shared, @Nullable Begun begun) {
    CompletableFuture<Void> closed = begun == null ? NOTHING : begun.download().closed();
    CompletableFuture<Void> _ =
        closed.thenRun(
            () -> {
              closing.remove(name, shared.closed);
              shared.closed.complete(null);
              if (begun != null && begun.transfer().purpose() == Purpose.READ) {
                end(begun, shared.leftEarly);
              }
            });
    if (begun != null) {
      begun.download().close();
    }
  }

  private void end(Begun begun, boolean leftEarly) {
    Transfer transfer = begun.transfer();
    Optional<String> failure = leftEarly ? begun.download().failure() : Optional.empty();
    if (!leftEarly) {
      transfer.localBeside(begun.tally().useful());
    }
    transfers.end(
        transfer,
        !leftEarly ? State.DONE : failure.isPresent() ? State.FAILED : State.CANCELLED,
        !leftEarly
            ? Optional.empty()
            : failure.or(() -> Optional.of("Who read it left before its end.")));
  }
}
