package io.horizonpush.iroh.ffm;

import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** Blobs to other nodes and from them. As {@link IrohNative}. */
public interface NativeBlobs {

  /**
   * The next question of who asks this node for blobs. Until this is called for the first time
   * nobody gets any; ends with {@code CLOSED}.
   */
  CompletableFuture<Question> question();

  /** Answers {@link Question.MayHave}. */
  CompletableFuture<Void> answer(long question, boolean allowed);

  /**
   * Answers {@link Question.Open}. What is there has to stay until {@link Question.Released} comes,
   * which it does whether anybody still wants it or not.
   */
  CompletableFuture<Void> answer(long question, Shelved blob);

  /**
   * Fetches parts of a blob from a peer into a partial record, in whole groups of 16 KiB. What came
   * is kept, however it ends. Fails with {@code UNREACHABLE} or {@code REFUSED} like a connection,
   * or as {@link SparseRecords#fill} does.
   *
   * @param number by which it is told apart from others that go on
   * @param peer the other node's public key, 32 bytes
   * @param patience for the connection, the first bytes, and each further group
   */
  CompletableFuture<Ended> fetch(
      long number,
      byte[] peer,
      List<InetSocketAddress> addresses,
      StoredRecord record,
      List<ByteRange> parts,
      Duration patience);

  /** How far a fetch is; nothing came of one that is over. */
  CompletableFuture<Progress> progress(long number);

  /** Ends a fetch early, unless it is over: it ends as if the peer gave no more. */
  CompletableFuture<Void> stop(long number);

  /** Limits what goes to peers and what comes from them, from now on. */
  CompletableFuture<Void> limit(Rates up, Rates down);

  /**
   * Asks a peer for the length of a blob; nothing if it does not give the last group, which proves
   * it, or gives something else. Fails as {@link #fetch} does.
   */
  CompletableFuture<OptionalLong> length(
      byte[] peer, List<InetSocketAddress> addresses, BlobHash blob, Duration patience);

  /** What is asked. A peer is its public key as 64 hexadecimal digits. */
  sealed interface Question {

    /** May a peer have every one of these blobs, here or not? */
    record MayHave(long number, String peer, List<BlobHash> blobs) implements Question {
      public MayHave {
        blobs = List.copyOf(blobs);
      }
    }

    /** What is here of a blob for a peer? */
    record Open(long number, String peer, BlobHash blob) implements Question {}

    /** Nobody needs any more what was the answer to a question: so many bytes of it were sent. */
    record Released(long number, long bytes) implements Question {}

    /** A blob could not be read as it should be: no answer is needed. */
    record Failed(BlobHash blob, String why) implements Question {}
  }

  /** What is here of a blob. */
  sealed interface Shelved {

    /** Nothing that the peer may have. */
    record Nothing() implements Shelved {}

    /** All of it: at most 16 KiB. */
    record Inline(ByteBuffer bytes) implements Shelved {}

    /** All of it, in a record. */
    record Whole(StoredRecord record) implements Shelved {}

    /**
     * Parts of it, in a record that is filled.
     *
     * @param parts whole groups, in ascending order, with what of the tree is above them
     */
    record Partial(StoredRecord record, List<ByteRange> parts) implements Shelved {
      public Partial {
        parts = List.copyOf(parts);
      }
    }
  }

  /**
   * Bytes of blobs a second, in one direction; 0 is no limit.
   *
   * @param total of all peers together
   * @param each of each of them
   */
  record Rates(long total, long each) {

    /** As fast as it goes. */
    public static final Rates UNLIMITED = new Rates(0, 0);
  }

  /**
   * How far a fetch is.
   *
   * @param came bytes that were compared with the hash
   * @param idle for how long the peer has given nothing, although nobody kept it waiting
   */
  record Progress(long came, Duration idle) {}

  /**
   * The end of a fetch.
   *
   * @param came bytes that were compared with the hash
   */
  record Ended(Fetched how, long came) {}

  /** How a fetch ended. */
  sealed interface Fetched {

    /** Everything came. */
    record All() implements Fetched {}

    /** The peer gave no more. */
    record Partly(String why) implements Fetched {}

    /** The peer gave something else than the blob, or says that it has another length. */
    record Lie(String why) implements Fetched {}
  }
}
