package io.horizonpush.iroh.document;

import io.horizonpush.iroh.ffm.IrohException;
import io.horizonpush.iroh.ffm.IrohNative;
import io.horizonpush.iroh.replica.DocumentSecret;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.iroh.replica.SignedEntries;
import io.horizonpush.iroh.replica.SignedEntry;
import io.horizonpush.s3.model.WriterId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The documents of a real node, of which a flush can be made to fail as it does on a bad disk. */
final class FailedFlush implements IrohNative.Documents {

  final AtomicBoolean fails = new AtomicBoolean();
  final AtomicInteger opened = new AtomicInteger();
  private final IrohNative.Documents real;

  FailedFlush(IrohNative.Documents real) {
    this.real = real;
  }

  @Override
  public CompletableFuture<WriterId> author() {
    return real.author();
  }

  @Override
  public CompletableFuture<IrohNative.NewDocument> create() {
    return real.create();
  }

  @Override
  public ReplicaId idOf(DocumentSecret secret) {
    return real.idOf(secret);
  }

  @Override
  public CompletableFuture<List<ReplicaId>> list() {
    return real.list();
  }

  @Override
  public CompletableFuture<Long> open(ReplicaId id, Optional<DocumentSecret> secret) {
    opened.incrementAndGet();
    return real.open(id, secret);
  }

  @Override
  public CompletableFuture<Long> follow(ReplicaId id) {
    opened.incrementAndGet();
    return real.follow(id);
  }

  @Override
  public CompletableFuture<List<Optional<SignedEntry>>> signed(
      long document, List<SignedEntries.Name> names) {
    return real.signed(document, names);
  }

  @Override
  public CompletableFuture<List<SignedEntries.Taken>> take(
      long document, List<SignedEntry> entries) {
    return real.take(document, entries);
  }

  @Override
  public CompletableFuture<List<Integer>> insert(long document, List<IrohNative.NewEntry> entries) {
    return real.insert(document, entries);
  }

  @Override
  public CompletableFuture<List<IrohNative.DocumentEntry>> get(long document, byte[] key) {
    return real.get(document, key);
  }

  @Override
  public CompletableFuture<Long> scan(long document) {
    return real.scan(document);
  }

  @Override
  public CompletableFuture<List<IrohNative.DocumentEntry>> next(
      long document, long scan, int limit) {
    return real.next(document, scan, limit);
  }

  @Override
  public CompletableFuture<Void> closeScan(long document, long scan) {
    return real.closeScan(document, scan);
  }

  @Override
  public CompletableFuture<Void> flush(long document) {
    return fails.get()
        ? CompletableFuture.failedFuture(
            new IrohException(IrohException.Code.SYNC_FAILED, "commit: Input/output error"))
        : real.flush(document);
  }

  @Override
  public CompletableFuture<Void> close(long document) {
    return real.close(document);
  }

  @Override
  public CompletableFuture<Void> keep(ReplicaId id, byte tag) {
    return real.keep(id, tag);
  }

  @Override
  public CompletableFuture<Void> delete(ReplicaId id) {
    return real.delete(id);
  }
}
