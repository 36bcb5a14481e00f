package io.horizonpush.iroh.content;

import io.horizonpush.iroh.content.PendingPlaces.Pending;
import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.iroh.ffm.SparseRecords.Kind;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Place;
import io.horizonpush.iroh.index.UnrootedTable.UnrootedRow;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.FieldHash;
import io.horizonpush.s3.model.ObjectBody.Remote;
import io.horizonpush.s3.model.Residency;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BlobFill;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Ranges of bodies at origins whose hash nobody knows yet, each body in a file of its own. One that
 * nobody asks for goes after a while, and so do the least asked for where there are many.
 * Thread-safe; blocks its (virtual) thread.
 */
final class UnrootedBodies {

  /** So long a body is kept that nobody asks for. */
  static final Duration KEPT = Duration.ofDays(7);

  /** The most bodies that are kept. */
  static final int MOST = 1000;

  /** That somebody asked is written down so often. */
  private static final Duration NOTED = Duration.ofHours(1);

  private static final int STEP = 100;

  private final Index index;
  private final SparseFiles sparse;
  private final PendingPlaces pending;
  private final BlobPins pins;

  /** Held while it is decided whose a file becomes. */
  private final ReentrantLock finishing = new ReentrantLock();

  UnrootedBodies(Index index, SparseFiles sparse, PendingPlaces pending, BlobPins pins) {
    this.index = index;
    this.sparse = sparse;
    this.pending = pending;
    this.pins = pins;
  }

  /** What a body is called as long as nobody knows its hash. */
  static BlobHash name(Remote body) {
    return BlobHash.of(
        new FieldHash("horizonpush unrooted 1")
            .add(body.origin().writer().bytes())
            .add(body.key())
            .add(body.tag())
            .add(body.length())
            .digest());
  }

  /** Where a body is, for somebody who asks for it and has it pinned. */
  Optional<Located> use(Remote body) {
    Optional<UnrootedRow> found = index.read(tables -> tables.unrooted().find(body));
    found.ifPresent(this::noteUse);
    return found.map(UnrootedBodies::located);
  }

  private void noteUse(UnrootedRow row) {
    Instant now = now();
    if (row.used().plus(NOTED).isBefore(now)) {
      index.write(
          Durability.RELAXED,
          tables -> {
            tables.unrooted().use(row.file(), now);
            return true;
          });
    }
  }

  private static Located located(UnrootedRow row) {
    return Located.filled(
        Kind.UNROOTED, new StoredRecord(name(row.body()), row.body().length(), row.file(), 0));
  }

  /** Begins to fill a body, or goes on. */
  BlobFill fill(Remote body) {
    BlobHash name = name(body);
    pins.pin(name);
    boolean begun = false;
    try {
      Located at = begin(body);
      begun = true;
      return new SparseFill(sparse, at, expected -> finish(at, expected), () -> pins.unpin(name));
    } finally {
      if (!begun) {
        pins.unpin(name);
      }
    }
  }

  private Located begin(Remote body) {
    while (true) {
      Optional<Located> found = use(body);
      if (found.isPresent() && sparse.isThere(found.get())) {
        return found.get();
      }
      found.ifPresent(lost -> forget(lost.place()));
      Located at = sparse.begin(Kind.UNROOTED, name(body), body.length(), OptionalLong.empty());
      // In a power cut it is lost with what came into it, and its file goes at the next start.
      boolean first =
          index.write(
              Durability.RELAXED, tables -> tables.unrooted().add(body, at.place().file(), now()));
      if (first) {
        return at;
      }
      sparse.remove(at.place());
    }
  }

  private boolean forget(Place place) {
    return index.write(Durability.STRICT, tables -> tables.unrooted().remove(place.file()));
  }

  /**
   * The blob keeps the file once something uses it; until then the file is the body's. Of several
   * who fill one body each may finish it, in turn and with other expectations.
   */
  private PinnedBlob finish(Located at, Optional<BlobHash> expected) {
    StoredRecord whole = sparse.complete(at);
    finishing.lock();
    try {
      if (expected.filter(hash -> !hash.equals(whole.hash())).isPresent()) {
        if (!pending.isPending(whole.hash(), at.place()) && forget(at.place())) {
          sparse.remove(at.place());
        }
        throw new S3Exception(S3ErrorCode.BAD_DIGEST, "The bytes have another hash");
      }
      pins.pin(at.hash());
      pins.pin(whole.hash());
      Optional<Pending> stored = Optional.empty();
      boolean found = false;
      try {
        stored = hold(whole, at.place());
        found = stored.isPresent() || isBlob(whole.hash());
      } finally {
        if (!found) {
          unpin(at, whole);
        }
      }
      if (!found) {
        throw new S3Exception(
            S3ErrorCode.INCOMPLETE_BODY,
            "The body became a blob that is gone since; fill it again");
      }
      return pin(at, whole, stored);
    } finally {
      finishing.unlock();
    }
  }

  /** The place of a body as one that is pending; nothing if a blob has taken it over. */
  private Optional<Pending> hold(StoredRecord whole, Place place) {
    Optional<Pending> held = pending.hold(whole.hash(), place);
    if (held.isEmpty() && index.read(tables -> tables.unrooted().names(place.file()))) {
      return Optional.of(pending.add(whole, false, true));
    }
    return held;
  }

  private boolean isBlob(BlobHash hash) {
    return index
        .read(tables -> tables.blobs().find(hash))
        .filter(row -> row.residency() == Residency.WHOLE)
        .isPresent();
  }

  private PinnedBlob pin(Located at, StoredRecord whole, Optional<Pending> stored) {
    return new Pin(
        whole.hash(),
        whole.length(),
        () -> {
          stored.ifPresent(pending::remove);
          unpin(at, whole);
        });
  }

  private void unpin(Located at, StoredRecord whole) {
    pins.unpin(whole.hash());
    pins.unpin(at.hash());
  }

  /** Removes what nobody asked for, and what is too much. */
  void expire() {
    List<UnrootedRow> due;
    do {
      due = index.read(tables -> tables.unrooted().due(now().minus(KEPT), MOST, STEP));
    } while (!due.isEmpty() && remove(due) == STEP);
  }

  private int remove(List<UnrootedRow> due) {
    try (BlobPins.Leaving leaving = pins.leaving()) {
      List<UnrootedRow> gone =
          index.write(
              Durability.STRICT,
              tables ->
                  due.stream()
                      .filter(row -> leaving.take(name(row.body())))
                      .filter(row -> tables.unrooted().remove(row.file()))
                      .toList());
      gone.forEach(row -> sparse.remove(located(row).place()));
      return gone.size();
    }
  }

  private Instant now() {
    return index.wall().instant();
  }
}
