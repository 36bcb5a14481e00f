package io.horizonpush.iroh.ffm;

import io.horizonpush.iroh.replica.DocumentSecret;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.WriterId;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * An open native node: an endpoint, blobs and documents.
 *
 * <p>A method that answers a future starts work and returns; the future ends on a virtual thread,
 * with an {@link IrohException} if the work failed. Buffers are copied before a method returns.
 * Thread-safe.
 */
public interface IrohNative {

  /** The endpoint's public key, 32 bytes; done when the endpoint is bound. */
  CompletableFuture<byte[]> id();

  /** The socket addresses that the endpoint is bound to. */
  CompletableFuture<List<String>> addresses();

  Blobs blobs();

  Documents documents();

  /**
   * Closes the stores and the endpoint cleanly. Work under way ends with {@code CLOSED}.
   * Idempotent.
   */
  CompletableFuture<Void> close();

  /** Blobs by their hash. */
  interface Blobs {

    /** Opens the store; opens it again after it stopped. */
    CompletableFuture<Void> open();

    /** The hash that bytes have as a blob; computed at once, about a millisecond for each MiB. */
    BlobHash hash(ByteBuffer bytes);

    /** Begins to add a blob: the handle of the add. */
    CompletableFuture<Long> startAdd();

    /** Adds a piece; done when there is room for the next, for which the caller waits. */
    CompletableFuture<Void> write(long add, ByteBuffer piece);

    /** Ends an add. */
    CompletableFuture<StoredBlob> finishAdd(long add, boolean durable);

    /** Gives an add up. */
    CompletableFuture<Void> abortAdd(long add);

    /** Adds blobs that are whole in memory, with one wait for the disk. */
    CompletableFuture<List<StoredBlob>> addAll(List<ByteBuffer> blobs, boolean durable);

    CompletableFuture<BlobState> status(BlobHash blob);

    /** The path of a complete blob's file; nothing when it lives in the store's database. */
    CompletableFuture<Optional<String>> path(BlobHash blob);

    /**
     * A range of a blob, whole or partial; fails with {@code NOT_FOUND} when not all of it is here.
     * The receiver closes the bytes.
     *
     * @param length at most 16 MiB
     */
    CompletableFuture<NativeBytes> read(BlobHash blob, long offset, long length);

    /** Pins a blob that is here whole. */
    CompletableFuture<Optional<StoredBlob>> pin(BlobHash blob);

    /** Releases a pin. */
    void release(long pin);

    /** Begins a collection: its handle. */
    CompletableFuture<Long> startCollection();

    /** Tells a collection hashes that it keeps. */
    CompletableFuture<Void> keep(long collection, List<BlobHash> live);

    /** Runs a collection: the hashes of the blobs that were dropped. */
    CompletableFuture<List<BlobHash>> runCollection(long collection);

    /** Forgets a collection. */
    CompletableFuture<Void> abortCollection(long collection);
  }

  /** Documents by their id. */
  interface Documents {

    /** The id of the author that writes this node's entries. */
    CompletableFuture<WriterId> author();

    /** Makes an empty document durably and opens it. */
    CompletableFuture<NewDocument> create();

    /** The id of the document that a secret makes; computed at once. */
    ReplicaId idOf(DocumentSecret secret);

    /** The ids of the documents that are here. */
    CompletableFuture<List<ReplicaId>> list();

    /**
     * Opens a document: its handle.
     *
     * @param secret makes the document, empty, where it is not here
     */
    CompletableFuture<Long> open(ReplicaId id, Optional<DocumentSecret> secret);

    /**
     * Writes entries by this node's author: the places in the list of those that have to wait.
     *
     * <p>An entry gets the time of now, or one microsecond more than the entry that it replaces,
     * whichever is later. It waits if that is more than 10 minutes ahead of the clock. One that is
     * there with its hash is left as it is. Of several of a key, only the last counts.
     */
    CompletableFuture<List<Integer>> insert(long document, List<NewEntry> entries);

    /** The entries of a key, by author. */
    CompletableFuture<List<DocumentEntry>> get(long document, byte[] key);

    /** Begins an iteration over all entries, by key and then by author: its handle. */
    CompletableFuture<Long> scan(long document);

    /** The next entries of an iteration; none at its end. */
    CompletableFuture<List<DocumentEntry>> next(long document, long scan, int limit);

    CompletableFuture<Void> closeScan(long document, long scan);

    /** Makes everything that was written durable. */
    CompletableFuture<Void> flush(long document);

    /** Flushes and closes a document. */
    CompletableFuture<Void> close(long document);

    /** Removes a closed document. */
    CompletableFuture<Void> delete(ReplicaId id);
  }

  /**
   * A blob that is stored and pinned.
   *
   * @param pin the handle of the pin
   * @param length in bytes
   */
  record StoredBlob(BlobHash hash, long pin, long length) {}

  /** What is here of a blob. */
  enum Presence {
    ABSENT,
    PARTIAL,
    COMPLETE
  }

  /**
   * What is here of a blob, and its length.
   *
   * @param length in bytes; known when the blob is complete
   */
  record BlobState(Presence presence, long length) {}

  /** A document that was just made, and is open. */
  record NewDocument(long handle, ReplicaId id, DocumentSecret secret) {}

  /**
   * An entry of a document.
   *
   * @param length of the content in bytes
   */
  record DocumentEntry(ByteBuffer key, WriterId author, BlobHash content, long length) {}

  /**
   * An entry to be written.
   *
   * @param length of the content in bytes
   */
  record NewEntry(ByteBuffer key, BlobHash content, long length) {}
}
