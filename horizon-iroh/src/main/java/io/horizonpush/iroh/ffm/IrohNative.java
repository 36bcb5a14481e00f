package io.horizonpush.iroh.ffm;

import io.horizonpush.iroh.replica.DocumentSecret;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.iroh.replica.SignedEntries.Name;
import io.horizonpush.iroh.replica.SignedEntries.Taken;
import io.horizonpush.iroh.replica.SignedEntry;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.WriterId;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * An open native node: an identity, a content store, documents and a network. It binds no socket
 * before {@link NativeNetwork#bind}.
 *
 * <p>A method that answers a future starts work and returns; the future ends on a virtual thread,
 * with an {@link IrohException} if the work failed. Buffers are copied before a method returns.
 * Thread-safe.
 */
public interface IrohNative {

  /** The node's public key, 32 bytes; done when it is ready. */
  CompletableFuture<byte[]> id();

  /** The hash that bytes have as a blob; computed at once, about a millisecond for each MiB. */
  BlobHash hash(ByteBuffer bytes);

  Store store();

  Documents documents();

  NativeNetwork network();

  /** Blobs to and from other nodes, over {@link #network}'s endpoint. */
  NativeBlobs blobs();

  /** Closes the stores cleanly. Work under way ends with {@code CLOSED}. Idempotent. */
  CompletableFuture<Void> close();

  /**
   * Records of blobs in the files of the content store.
   *
   * <p>A file has an id, given from {@code first} upward and never again. A small blob goes into
   * the current segment, a file that many share; a large one gets a file of its own. Who stored a
   * blob keeps its record: the store itself does not know what is needed.
   *
   * <p>{@link #files}, {@link #remove}, {@link #cut}, {@link #verify} and {@link #missing} also
   * work before the store is open; everything else then fails with {@code NOT_OPEN}. Once an fsync
   * has failed, whatever writes fails with {@code SYNC_FAILED}, until the process ends. With too
   * little room on the disk, {@link #put}, {@link #create}, {@link #write} and {@link #finish} fail
   * with {@code DISK_FULL}.
   */
  interface Store extends SparseRecords {

    /**
     * Opens the store. Does nothing if it was opened with the same arguments.
     *
     * @param first the id of the first file it makes, above all that were ever used
     * @param segment bytes of one; less is taken when the disk has less than 16 times as much free
     */
    CompletableFuture<Void> open(long first, long segment);

    /**
     * Stores blobs that are whole in memory, each at most 1 MiB, in the current segment, with one
     * wait for the disk: their records, in the same order.
     */
    CompletableFuture<List<StoredRecord>> put(List<ByteBuffer> blobs, boolean durable);

    /** Makes everything durable that was stored without waiting. */
    CompletableFuture<Void> sync();

    /**
     * Begins a file of its own for a blob: its handle. One that comes too late to be received is
     * given up by itself.
     */
    CompletableFuture<Long> create();

    /**
     * Adds bytes; done when there is room for more, for which the caller waits; without any, done
     * when all before are written. If the disk does not take some, one of the next calls fails.
     */
    CompletableFuture<Void> write(long writing, ByteBuffer piece);

    /**
     * Ends a file: its record. The handle is gone whether this succeeds or not; if it does not, or
     * if the record comes too late to be received, the file is removed.
     */
    CompletableFuture<StoredRecord> finish(long writing, boolean durable);

    /** Gives a file up; done when it is removed. */
    CompletableFuture<Void> abort(long writing);

    /**
     * Compares the groups of 16 KiB that a range touches with the tree and the hash; the whole
     * range compares all of data and tree. Fails with {@code DAMAGED} if anything differs or is cut
     * off, with {@code NOT_FOUND} if the file is not there, with {@code IO} if the disk cannot read
     * it.
     */
    CompletableFuture<Void> verify(StoredRecord record, long from, long length);

    /**
     * The same with what the disk has now, whatever of it is in memory; at the end of the blob also
     * what stands behind its tree.
     */
    CompletableFuture<Void> scrub(StoredRecord record, long from, long length);

    /**
     * Copies records into a segment that only copies share, durably, each verified: the copies, in
     * the same order; nothing for a record that is damaged, unreadable or not there.
     */
    CompletableFuture<List<Optional<StoredRecord>>> copy(List<StoredRecord> records);

    /**
     * Ends the current segments, so that the next record begins a new one. Once this is done, what
     * was stored before it was called lies in files that take no more records.
     */
    CompletableFuture<Void> seal();

    /**
     * Unlinks files; those that are not there are passed over. Of a file that is being written it
     * fails with {@code INVALID_ARGUMENT}, having removed the others.
     */
    CompletableFuture<Void> remove(List<Long> files);

    /**
     * Cuts the tail off a file of an earlier process. One that is not longer is left as it is, one
     * that is not there passed over.
     */
    CompletableFuture<Void> cut(long file, long length);

    /** Every file that is there, in no order, with its length and what it takes on the disk. */
    CompletableFuture<List<StoreFile>> files();
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

    /** Opens a document that others write, made empty where it is not here: its handle. */
    CompletableFuture<Long> follow(ReplicaId id);

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

    /** The entries of names as they were signed, in the same order; nothing for one not here. */
    CompletableFuture<List<Optional<SignedEntry>>> signed(long document, List<Name> names);

    /**
     * Takes entries that others signed, each in place of its author's earlier one: for each, in the
     * same order, what became of it.
     */
    CompletableFuture<List<Taken>> take(long document, List<SignedEntry> entries);

    /** Begins an iteration over all entries, by key and then by author: its handle. */
    CompletableFuture<Long> scan(long document);

    /** The next entries of an iteration; none at its end. */
    CompletableFuture<List<DocumentEntry>> next(long document, long scan, int limit);

    CompletableFuture<Void> closeScan(long document, long scan);

    /** Makes everything that was written durable. */
    CompletableFuture<Void> flush(long document);

    /** Flushes and closes a document. */
    CompletableFuture<Void> close(long document);

    /**
     * Leaves of a closed document the entries of keys that begin with a byte, and gives back the
     * room of the others.
     */
    CompletableFuture<Void> keep(ReplicaId id, byte tag);

    /** Removes a closed document. */
    CompletableFuture<Void> delete(ReplicaId id);
  }

  /**
   * A blob in a file of the content store.
   *
   * @param length of the blob in bytes
   * @param file the id of the file
   * @param offset of the record, and of the blob's first byte, in the file
   */
  record StoredRecord(BlobHash hash, long length, long file, long offset) {}

  /**
   * A file of the content store.
   *
   * @param length in bytes
   * @param allocated bytes that it takes on the disk
   */
  record StoreFile(long id, long length, long allocated) {}

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
