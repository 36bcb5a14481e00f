package io.horizonpush.iroh.content;

import io.horizonpush.iroh.ffm.Await;
import io.horizonpush.iroh.ffm.IrohException;
import io.horizonpush.iroh.ffm.IrohException.Code;
import io.horizonpush.iroh.ffm.IrohNative;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The comparison of bytes on the disk with the trees of their blobs: once since this process began
 * for whoever reads them, and at any time for whoever asks what the disk still has. What differs
 * goes into quarantine. Thread-safe; blocks its (virtual) thread.
 */
final class Comparison {

  private static final Logger LOG = LoggerFactory.getLogger(Comparison.class);

  /** What the disk is asked for at once, in bytes: whole groups. */
  private static final long PIECE = 4 << 20;

  /** Groups that are looked at one by one at the same time. */
  private static final int AT_ONCE = 256;

  private final IrohNative.Store store;
  private final Quarantine quarantine;
  private final VerifiedGroups verified = new VerifiedGroups();

  Comparison(IrohNative.Store store, Quarantine quarantine) {
    this.store = store;
    this.quarantine = quarantine;
  }

  /** Bytes that are not those that were stored. */
  static final class DamagedException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedException(Located at) {
      super("Blob " + at.hash() + " is damaged");
    }
  }

  /** Whether anything of a blob is known to be damaged. */
  boolean isDamaged(Located at) {
    return quarantine.holds(at.place());
  }

  /** The groups of a blob that are known to be damaged, in order. */
  List<Long> damaged(Located at) {
    return quarantine.of(at.place()).stream().sorted().toList();
  }

  /** Whether a range can be sent as it is. */
  boolean isKnown(Located at, ByteRange range) {
    return verified.covers(at.place(), range) && !quarantine.touches(at.place(), range);
  }

  /** Begins to compare what of a range was not compared yet. */
  CompletableFuture<Void> begin(Located at, ByteRange range) {
    if (verified.covers(at.place(), range)) {
      return CompletableFuture.completedFuture(null);
    }
    return at.filled()
        .map(kind -> store.missing(kind, at.record(), range, true).thenAccept(this::requireNone))
        .orElseGet(() -> store.verify(at.record(), range.offset(), range.length()));
  }

  /** What is filled and not whole has given up by itself what is not what it was. */
  private void requireNone(List<ByteRange> missing) {
    if (!missing.isEmpty()) {
      throw new IrohException(Code.DAMAGED, missing.size() + " ranges have to come again");
    }
  }

  /** Compares what of a range was not compared yet. */
  void require(Located at, ByteRange range) throws DamagedException, NoSuchFileException {
    require(at, range, begin(at, range));
  }

  /**
   * The end of a comparison that was begun.
   *
   * @throws NoSuchFileException if the file is gone
   */
  void require(Located at, ByteRange range, CompletableFuture<Void> begun)
      throws DamagedException, NoSuchFileException {
    if (quarantine.touches(at.place(), range)) {
      throw new DamagedException(at);
    }
    try {
      Await.value(begun, StoreCalls.PATIENCE);
    } catch (IrohException e) {
      switch (e.code()) {
        case NOT_FOUND -> throw new NoSuchFileException("file " + at.place().file());
        case DAMAGED -> {
          if (at.filled().isEmpty()) {
            isolate(at, range);
          }
          throw new DamagedException(at);
        }
        default -> throw new S3Exception(S3ErrorCode.INTERNAL_ERROR, "A blob cannot be read", e);
      }
    }
    verified.add(at.place(), at.length(), range);
  }

  /**
   * Compares a range with what the disk has now.
   *
   * @return how many groups of it are damaged
   * @throws NoSuchFileException if the file is gone
   */
  long fromDisk(Located at, ByteRange range) throws NoSuchFileException {
    long damaged = 0;
    long from = range.offset();
    do {
      long length = Math.min(PIECE, range.end() - from);
      damaged += piece(at, new ByteRange(from, length));
      from += length;
    } while (from < range.end());
    return damaged;
  }

  private long piece(Located at, ByteRange piece) throws NoSuchFileException {
    try {
      Await.value(store.scrub(at.record(), piece.offset(), piece.length()), StoreCalls.PATIENCE);
    } catch (IrohException e) {
      switch (e.code()) {
        case NOT_FOUND -> throw new NoSuchFileException("file " + at.place().file());
        case DAMAGED -> {
          return isolate(at, piece);
        }
        default -> throw new S3Exception(S3ErrorCode.INTERNAL_ERROR, "A blob cannot be read", e);
      }
    }
    List<Long> sound =
        quarantine.of(at.place()).stream()
            .filter(group -> group * VerifiedGroups.GROUP >= piece.offset())
            .filter(group -> group * VerifiedGroups.GROUP < piece.end())
            .toList();
    if (!sound.isEmpty()) {
      LOG.info("Blob {} is sound again in {} groups", at.hash(), sound.size());
      quarantine.remove(at.place(), sound);
    }
    return 0;
  }

  /**
   * Puts into quarantine what differs; tells how many groups those are, and 1 if it is no group.
   */
  private long isolate(Located at, ByteRange range) {
    List<Long> damaged = new ArrayList<>();
    long end = Math.ceilDiv(range.end(), VerifiedGroups.GROUP);
    for (long from = range.offset() / VerifiedGroups.GROUP; from < end; from += AT_ONCE) {
      damaged.addAll(differing(at, from, Math.min(end, from + AT_ONCE)));
    }
    LOG.error(
        "Blob {} is damaged in file {} at {}: {} groups of bytes {} to {}",
        at.hash(),
        at.place().file(),
        at.place().offset(),
        damaged.size(),
        range.offset(),
        range.end());
    quarantine.add(at.place(), damaged);
    return Math.max(1, damaged.size());
  }

  private List<Long> differing(Located at, long from, long end) {
    Map<Long, CompletableFuture<Void>> compared = new LinkedHashMap<>();
    for (long group = from; group < end; group++) {
      compared.put(group, store.verify(at.record(), group * VerifiedGroups.GROUP, 1));
    }
    return compared.entrySet().stream()
        .filter(each -> differs(each.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean differs(CompletableFuture<Void> compared) {
    try {
      Await.value(compared, StoreCalls.PATIENCE);
      return false;
    } catch (IrohException e) {
      return e.code() == Code.DAMAGED;
    }
  }
}
