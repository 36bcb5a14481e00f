package io.horizonpush.iroh.net;

import io.horizonpush.iroh.ffm.Await;
import io.horizonpush.iroh.ffm.IrohException;
import io.horizonpush.iroh.ffm.NativeBlobs;
import io.horizonpush.iroh.ffm.NativeBlobs.Question;
import io.horizonpush.iroh.ffm.NativeBlobs.Shelved;
import io.horizonpush.iroh.net.BlobShelf.Taken;
import io.horizonpush.s3.model.BlobHash;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers peers that ask for blobs, out of a shelf, until the node is closed. Thread-safe; a
 * virtual thread for each question, of which the native side lets few through at once.
 */
public final class BlobProvider implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BlobProvider.class);

  private final NativeBlobs blobs;
  private final BlobShelf shelf;
  private final Map<Long, Taken> taken = new ConcurrentHashMap<>();
  private volatile boolean closed;

  private BlobProvider(NativeBlobs blobs, BlobShelf shelf) {
    this.blobs = blobs;
    this.shelf = shelf;
  }

  /** Begins to answer. */
  public static BlobProvider start(NativeBlobs blobs, BlobShelf shelf) {
    BlobProvider provider = new BlobProvider(blobs, shelf);
    Thread.ofVirtual().name("blob-questions").start(provider::answerAll);
    return provider;
  }

  private void answerAll() {
    try {
      // Once this is closed they are told that there is nothing.
      while (true) {
        Question question = Await.value(blobs.question());
        Thread.startVirtualThread(() -> answer(question));
      }
    } catch (IrohException e) {
      if (e.code() != IrohException.Code.CLOSED) {
        LOG.error("Peers get no blobs any more until this node is started again", e);
      }
    }
  }

  private void answer(Question question) {
    switch (question) {
      case Question.MayHave asked -> {
        CompletableFuture<Void> _ = blobs.answer(asked.number(), mayHave(asked));
      }
      case Question.Open asked -> open(asked.number(), new NodeId(asked.peer()), asked.blob());
      case Question.Released(long number, long bytes) -> putBack(number, bytes);
      case Question.Failed(BlobHash blob, String why) -> shelf.failed(blob, why);
    }
  }

  private boolean mayHave(Question.MayHave asked) {
    try {
      return !closed && shelf.mayHave(new NodeId(asked.peer()), asked.blobs());
    } catch (RuntimeException e) {
      LOG.warn("A peer gets no blobs, because nobody could tell whether it may", e);
      return false;
    }
  }

  private void open(long number, NodeId peer, BlobHash blob) {
    Optional<Taken> found = opened(peer, blob);
    // Before the answer, since it may be released at once.
    found.ifPresent(each -> taken.put(number, each));
    CompletableFuture<Void> answered =
        blobs.answer(number, found.map(Taken::blob).orElseGet(Shelved.Nothing::new));
    CompletableFuture<Void> _ =
        answered.whenComplete(
            (_, failure) -> {
              // A node that is closed releases nothing any more.
              if (failure != null || closed) {
                putBack(number, 0);
              }
            });
  }

  private Optional<Taken> opened(NodeId peer, BlobHash blob) {
    try {
      return closed ? Optional.empty() : shelf.open(peer, blob);
    } catch (RuntimeException e) {
      LOG.warn("Blob {} cannot be opened for a peer", blob, e);
      return Optional.empty();
    }
  }

  private void putBack(long number, long bytes) {
    Taken back = taken.remove(number);
    if (back != null) {
      back.putBack().accept(bytes);
    }
  }

  /** Puts back everything that is still read; to be called when the network is closed. */
  @Override
  public void close() {
    closed = true;
    taken.keySet().forEach(number -> putBack(number, 0));
  }
}
