package io.horizonpush.iroh.content;

import io.horizonpush.iroh.ffm.IrohNative;
import io.horizonpush.iroh.index.BlobTable.BlobRow;
import io.horizonpush.iroh.index.BlobTable.DoomedFile;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Place;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Durability;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * The removal of blobs that nothing uses and nobody is about to use: a few in each step, whose row
 * goes durably before their bytes do. Thread-safe; blocks its (virtual) thread.
 */
public final class Deletion {

  private static final int STEP = 100;

  private final Index index;
  private final IrohNative.Store store;
  private final StoreCalls calls;
  private final BlobPins pins;
  private final BiConsumer<Collection<BlobHash>, Collection<Long>> forget;
  private final Runnable alsoExpire;
  private final BooleanSupplier isShort;
  private final ReentrantLock oneAtATime = new ReentrantLock();

  /**
   * @param forget hears which blobs and which files are gone
   * @param alsoExpire removes what else nobody asks for
   * @param isShort whether the disk has too little room
   */
  Deletion(
      Index index,
      IrohNative.Store store,
      StoreCalls calls,
      BlobPins pins,
      BiConsumer<Collection<BlobHash>, Collection<Long>> forget,
      Runnable alsoExpire,
      BooleanSupplier isShort) {
    this.index = index;
    this.store = store;
    this.calls = calls;
    this.pins = pins;
    this.forget = forget;
    this.alsoExpire = alsoExpire;
    this.isShort = isShort;
  }

  /** Removes what is due now, and answers what that was. */
  public Set<BlobHash> run() {
    oneAtATime.lock();
    try {
      if (isShort.getAsBoolean()) {
        giveUpEarlier();
      }
      Set<BlobHash> removed = new LinkedHashSet<>();
      List<BlobHash> some = doomed(Optional.empty());
      while (!some.isEmpty()) {
        removed.addAll(step(some));
        some = doomed(Optional.of(some.getLast()));
      }
      removeFilesThatWereLeft();
      alsoExpire.run();
      return removed;
    } finally {
      oneAtATime.unlock();
    }
  }

  /** What is kept only to save others from sending it again. */
  private void giveUpEarlier() {
    int some = STEP;
    while (some == STEP) {
      some = index.write(Durability.STRICT, tables -> tables.uses().giveUpEarlier(STEP));
    }
  }

  private List<BlobHash> doomed(Optional<BlobHash> after) {
    return index.read(tables -> tables.blobs().doomed(after, STEP));
  }

  private List<BlobHash> step(List<BlobHash> doomed) {
    try (BlobPins.Leaving leaving = pins.leaving()) {
      List<BlobRow> gone =
          index.write(
              Durability.STRICT,
              tables ->
                  // What is still to be counted may use any of them.
                  tables.uses().hasPending()
                      ? List.<BlobRow>of()
                      : tables.blobs().removeDoomed(doomed, leaving::take));
      removeFiles(gone);
      return gone.stream().map(BlobRow::hash).toList();
    }
  }

  /** Removes files whose blob is elsewhere now, unless somebody may still read them. */
  private void removeFilesThatWereLeft() {
    List<DoomedFile> some = index.read(tables -> tables.blobs().doomedFiles(0, STEP));
    while (!some.isEmpty()) {
      long last = some.getLast().id();
      removeLeft(some);
      some = index.read(tables -> tables.blobs().doomedFiles(last, STEP));
    }
  }

  private void removeLeft(List<DoomedFile> left) {
    try (BlobPins.Leaving leaving = pins.leaving()) {
      List<Long> files =
          left.stream().filter(each -> leaving.take(each.hash())).map(DoomedFile::id).toList();
      if (files.isEmpty()) {
        return;
      }
      index.write(
          Durability.STRICT,
          tables -> {
            files.forEach(tables.blobs()::removeDoomedFile);
            return files.size();
          });
      forget.accept(leaving.blobs(), files);
      calls.await(store.remove(files), StoreCalls.PATIENCE);
    }
  }

  private void removeFiles(List<BlobRow> gone) {
    List<Long> own =
        gone.stream()
            .flatMap(row -> row.place().stream())
            .filter(place -> !place.segment())
            .map(Place::file)
            .toList();
    forget.accept(gone.stream().map(BlobRow::hash).toList(), own);
    if (!own.isEmpty()) {
      calls.await(store.remove(own), StoreCalls.PATIENCE);
    }
  }
}
