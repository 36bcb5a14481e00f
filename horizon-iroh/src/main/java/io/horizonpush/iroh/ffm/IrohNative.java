package io.horizonpush.iroh.ffm;

import io.horizonpush.s3.model.BlobHash;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * An open native node: an endpoint, blobs and documents.
 *
 * <p>Every method starts work and returns; the future ends on a virtual thread, with an {@link
 * IrohException} if the work failed. Buffers are copied before a method returns. Thread-safe.
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

  /** Documents by their id of 32 bytes. */
  interface Documents {

    /** The id of the author that writes this node's entries, 32 bytes. */
    CompletableFuture<byte[]> author();

    /** Makes an empty document durably and opens it. */
    CompletableFuture<OpenDocument> create();

    /** The ids of the documents that are here. */
    CompletableFuture<List<BlobHash>> list();

    /** Opens a document: its handle. */
    CompletableFuture<Long> open(byte[] id);

    CompletableFuture<Void> insert(long document, List<DocumentEntry> entries);

    /** The newest entry of a key, by any author. */
    CompletableFuture<Optional<DocumentEntry>> get(long document, byte[] key);

    /** Begins an iteration over every key's newest entry, by key: its handle. */
    CompletableFuture<Long> scan(long document);

    /** The next entries of an iteration; none at its end. */
    CompletableFuture<List<DocumentEntry>> next(long document, long scan, int limit);

    CompletableFuture<Void> closeScan(long document, long scan);

    /** Makes everything that was written durable. */
    CompletableFuture<Void> flush(long document);

    /** Flushes and closes a document. */
    CompletableFuture<Void> close(long document);

    /** Removes a closed document. */
    CompletableFuture<Void> delete(byte[] id);
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

  /** An open document. */
  record OpenDocument(long handle, BlobHash id) {}

  /**
   * An entry of a document.
   *
   * @param length of the content in bytes
   */
  record DocumentEntry(ByteBuffer key, BlobHash content, long length) {}
}
