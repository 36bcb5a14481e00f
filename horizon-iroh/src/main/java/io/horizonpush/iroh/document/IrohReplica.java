package io.horizonpush.iroh.document;

import io.horizonpush.iroh.ffm.Await;
import io.horizonpush.iroh.ffm.IrohException;
import io.horizonpush.iroh.ffm.IrohNative;
import io.horizonpush.iroh.ffm.IrohNative.DocumentEntry;
import io.horizonpush.iroh.replica.BucketReplica;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.ReplicaException;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.iroh.replica.SignedEntry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;

/**
 * The document of a bucket in one of iroh's stores. Thread-safe; it may be closed, by its user or
 * because it was idle, and used again.
 *
 * @param check is shown every failure and passes it on
 */
record IrohReplica(
    ReplicaId id,
    DocumentHandle document,
    IrohNative.Documents documents,
    UnaryOperator<IrohException> check)
    implements BucketReplica {

  private static final int PAGE = 1000;

  @Override
  public Set<DocumentKey> put(List<NewEntry> entries) {
    Set<DocumentKey> waiting = new HashSet<>();
    for (int from = 0; from < entries.size(); from += PAGE) {
      List<NewEntry> page = entries.subList(from, Math.min(from + PAGE, entries.size()));
      List<IrohNative.NewEntry> encoded = page.stream().map(IrohReplica::encoded).toList();
      List<Integer> places =
          use("write", page.size(), handle -> await(documents.insert(handle, encoded)));
      // A key of an earlier page counts no more.
      page.forEach(entry -> waiting.remove(entry.key()));
      places.forEach(place -> waiting.add(page.get(place).key()));
    }
    return Set.copyOf(waiting);
  }

  private static IrohNative.NewEntry encoded(NewEntry entry) {
    return new IrohNative.NewEntry(
        ByteBuffer.wrap(entry.key().bytes()), entry.manifest(), entry.size());
  }

  @Override
  public List<Entry> get(DocumentKey key) {
    return use("read", 1, handle -> await(documents.get(handle, key.bytes()))).stream()
        .map(IrohReplica::entry)
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public List<Optional<SignedEntry>> signed(List<Name> names) {
    return inPages("read", names, documents::signed);
  }

  @Override
  public List<Taken> take(List<SignedEntry> entries) {
    return inPages("write", entries, documents::take);
  }

  private <A, B> List<B> inPages(String doing, List<A> all, PageWork<A, B> work) {
    List<B> answers = new ArrayList<>();
    for (int from = 0; from < all.size(); from += PAGE) {
      List<A> page = all.subList(from, Math.min(from + PAGE, all.size()));
      answers.addAll(use(doing, page.size(), handle -> await(work.of(handle, page))));
    }
    return List.copyOf(answers);
  }

  /** Native work on a page of things. */
  @FunctionalInterface
  private interface PageWork<A, B> {
    CompletableFuture<List<B>> of(long document, List<A> page);
  }

  @Override
  public void forEach(Consumer<Entry> action) {
    use(
        "read",
        Long.MAX_VALUE,
        handle -> {
          long scan = await(documents.scan(handle));
          try {
            List<DocumentEntry> page = await(documents.next(handle, scan, PAGE));
            while (!page.isEmpty()) {
              // The next page is fetched while this one is used.
              CompletableFuture<List<DocumentEntry>> next = documents.next(handle, scan, PAGE);
              page.stream().map(IrohReplica::entry).flatMap(Optional::stream).forEach(action);
              page = await(next);
            }
            return true;
          } finally {
            CompletableFuture<Void> _ = documents.closeScan(handle, scan);
          }
        });
  }

  @Override
  public void flush() {
    use("flush", 0, handle -> await(documents.flush(handle)));
  }

  @Override
  public void close() {
    try {
      document.close();
    } catch (IrohException e) {
      throw failed("close", e);
    }
  }

  private <T> T use(String doing, long entries, LongFunction<T> work) {
    try {
      return document.use(entries, work);
    } catch (IrohException e) {
      throw failed(doing, e);
    }
  }

  private ReplicaException failed(String doing, IrohException e) {
    String message = "Cannot " + doing + " document " + id + ": " + e.getMessage();
    return new ReplicaException(message, check.apply(e));
  }

  private static <T> T await(CompletableFuture<T> work) {
    return Await.value(work, DocumentHandle.PATIENCE);
  }

  /** The entry; nothing for a key that no node of ours writes. */
  private static Optional<Entry> entry(DocumentEntry entry) {
    try {
      byte[] bytes = new byte[entry.key().remaining()];
      entry.key().duplicate().get(bytes);
      DocumentKey key = DocumentKey.of(bytes);
      return Optional.of(new Entry(key, entry.author(), entry.content(), entry.length()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
