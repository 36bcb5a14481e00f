package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.codec.Manifest;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.iroh.replica.SignedEntry.Signatures;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.WriterId;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** What the two ends of a feed say to each other, each a frame. {@link FeedCodec} has the bytes. */
sealed interface FeedMessage {

  /** The most entries of an offer. */
  int MOST_ENTRIES = 500;

  /** The most bytes of keys in an offer, and of manifests in what is given at once. */
  int MOST_BYTES = 512 << 10;

  /**
   * The longest manifest. One of 10,000 parts with a checksum of each takes 2 MiB; a small body 64
   * KiB.
   */
  int LONGEST_MANIFEST = 4 << 20;

  /** The most documents that are asked for at once: that of an epoch, and that of the next. */
  int MOST_DOCUMENTS = 2;

  /**
   * Who asks for the entries of a bucket, and what it has of them.
   *
   * @param documents of which entries are taken
   */
  record Ask(BucketId bucket, List<ReplicaId> documents, Optional<Point> from)
      implements FeedMessage {

    public Ask {
      documents = List.copyOf(documents);
    }
  }

  /** A place in the entries of a node. */
  record Point(String history, long position) {}

  /**
   * Where the answer begins.
   *
   * @param document whose entries come, besides what is said of members and epochs; nothing where
   *     the giver has none of those that were asked for, and gives that alone
   * @param whole whether the giver has all that the epoch of the document began with
   */
  record Begin(Optional<ReplicaId> document, boolean whole, Point from) implements FeedMessage {}

  /** That there is no answer, for whoever asks. */
  record Refused() implements FeedMessage {}

  /**
   * Entries that there are, by sequence. None: all was offered, or nobody is gone.
   *
   * @param settings whether these are settings ahead of their turn
   * @param through the position once these are taken
   */
  record Offer(boolean settings, long through, List<Offered> entries) implements FeedMessage {}

  /**
   * An entry that there is.
   *
   * @param key nothing for one that is no key
   */
  record Offered(long sequence, Optional<DocumentKey> key, WriterId author, BlobHash manifest) {}

  /** That who follows has all up to a position, durably. */
  record Seen(long position) implements FeedMessage {}

  /** Which of an offer are wanted, by their places. */
  record Want(BitSet places) implements FeedMessage {}

  /**
   * Entries that were wanted, in the order of their places; those that are here no more are left
   * out.
   *
   * @param last whether no more of this offer come
   */
  record Give(boolean last, List<Given> entries) implements FeedMessage {}

  /**
   * An entry.
   *
   * @param place in the offer
   * @param size of the manifest in bytes
   * @param time as it was signed, in microseconds
   * @param manifest or where it is long, its beginning: the rest comes in frames of its own
   */
  record Given(int place, long size, long time, Signatures signatures, Manifest manifest) {

    /** Whether all of the manifest is here. */
    boolean isWhole() {
      return manifest.length() >= size;
    }
  }

  /** What follows of a long manifest. */
  record More(Manifest piece) implements FeedMessage {}
}
