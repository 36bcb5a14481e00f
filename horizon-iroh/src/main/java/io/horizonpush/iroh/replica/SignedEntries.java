package io.horizonpush.iroh.replica;

import io.horizonpush.s3.model.WriterId;
import java.util.List;
import java.util.Optional;

/**
 * The entries of a document in the form in which they travel between nodes. Thread-safe; blocks its
 * (virtual) thread. Failures of the store are {@link ReplicaException}s.
 */
public interface SignedEntries {

  /** The entries of these names, in the same order; nothing for one that is not here. */
  List<Optional<SignedEntry>> signed(List<Name> names);

  /**
   * Takes entries that others signed, each in place of its author's earlier one of the key, after
   * its signatures were verified. Durable only after {@link BucketReplica#flush}. Taking one again
   * changes nothing.
   *
   * @return for each, in the same order, what became of it
   */
  List<Taken> take(List<SignedEntry> entries);

  /** An entry's key and who wrote it. */
  record Name(DocumentKey key, WriterId author) {}

  /** What became of an entry. */
  enum Taken {
    /** It is in the document. */
    TAKEN,
    /** The document has it, or a later one of its author. */
    KNOWN,
    /** Its author's clock is more than 10 minutes ahead of this node's: not yet. */
    EARLY,
    /** A signature is not that of whom it names. */
    FORGED
  }
}
