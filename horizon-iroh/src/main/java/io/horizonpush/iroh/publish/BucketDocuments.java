package io.horizonpush.iroh.publish;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.DocumentTable.DocumentRow;
import io.horizonpush.iroh.index.EpochTable.NextEpoch;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.SecretBox;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.replica.BucketReplica;
import io.horizonpush.iroh.replica.BucketReplicas;
import io.horizonpush.iroh.replica.BucketReplicas.NewReplica;
import io.horizonpush.iroh.replica.DocumentCapability;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.DocumentSecret;
import io.horizonpush.iroh.replica.ReplicaException;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.iroh.replica.SignedEntries.Name;
import io.horizonpush.iroh.replica.SignedEntry;
import io.horizonpush.iroh.share.DocumentSource;
import io.horizonpush.iroh.share.Statement;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.Durability;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The documents of this node's buckets: made when they are first needed, kept by their secrets in
 * the index, so that one whose file is lost is made again.
 *
 * <p>What is said of members and epochs is in a bucket's first document for ever, all else in that
 * of its epoch. Thread-safe; blocks its (virtual) thread.
 */
public final class BucketDocuments implements DocumentSource {

  private final Index index;
  private final BucketReplicas replicas;
  private final SecretBox box;
  private final ReentrantLock making = new ReentrantLock();
  private final Map<Long, ReentrantReadWriteLock> using = new ConcurrentHashMap<>();

  /**
   * @param box encrypts the secrets
   */
  public BucketDocuments(Index index, BucketReplicas replicas, SecretBox box) {
    this.index = index;
    this.replicas = replicas;
    this.box = box;
  }

  /** The document that a bucket's changes go to; made if there is none. */
  BucketReplica current(BucketRow bucket) {
    DocumentRow row = ensure(bucket);
    BucketReplica document = open(row);
    if (index.read(tables -> tables.buckets().find(bucket.id())).isEmpty()) {
      replicas.delete(row.replica()); // To open it made it again.
      throw deletedMeanwhile(bucket);
    }
    return document;
  }

  /** The publisher and who is admitted may want it at the same time. */
  private DocumentRow ensure(BucketRow bucket) {
    making.lock();
    try {
      return known(bucket).orElseGet(() -> make(bucket));
    } finally {
      making.unlock();
    }
  }

  @Override
  public Capabilities capabilities(BucketId bucket) {
    DocumentRow current = ensure(index.read(tables -> tables.buckets().require(bucket)));
    DocumentRow first =
        index.read(tables -> tables.documents().first(current.bucket())).orElse(current);
    return new Capabilities(capability(first), capability(current));
  }

  private DocumentCapability capability(DocumentRow row) {
    return new DocumentCapability(
        row.replica(), row.epoch(), row.secret().map(secret -> secret(row, secret)));
  }

  /** The secret of a document that a bucket has or goes to, where this node has it. */
  public Optional<DocumentSecret> secret(BucketRow bucket, ReplicaId document) {
    return index
        .read(
            tables ->
                Stream.concat(
                        tables.documents().of(bucket.id()).stream(),
                        tables.epochs().next(bucket.id()).map(NextEpoch::document).stream())
                    .filter(row -> row.replica().equals(document))
                    .findFirst())
        .flatMap(row -> row.secret().map(secret -> secret(row, secret)));
  }

  private static ReplicaException deletedMeanwhile(BucketRow bucket) {
    return new ReplicaException("Bucket " + bucket.name() + " was deleted meanwhile");
  }

  /** The document that a bucket's changes go to, if it was made. */
  public Optional<BucketReplica> find(BucketRow bucket) {
    return known(bucket).map(this::open);
  }

  /** The document that what a key names is in, if it was made. */
  public Optional<BucketReplica> find(BucketRow bucket, DocumentKey key) {
    return Statement.isNamed(key) ? first(bucket) : find(bucket);
  }

  /** The document that what is said of members is in, if it was made. */
  public Optional<BucketReplica> first(BucketRow bucket) {
    return index.read(tables -> tables.documents().first(bucket.id())).map(this::open);
  }

  /**
   * Entries of a bucket, each of the document that what it names is in, in the order of their
   * names; nothing for one that is not there.
   */
  public List<Optional<SignedEntry>> signed(BucketRow bucket, List<Name> names) {
    List<Optional<SignedEntry>> entries =
        new ArrayList<>(Collections.nCopies(names.size(), Optional.empty()));
    for (boolean statements : List.of(true, false)) {
      List<Integer> places =
          IntStream.range(0, names.size())
              .filter(i -> Statement.isNamed(names.get(i).key()) == statements)
              .boxed()
              .toList();
      Optional<BucketReplica> document =
          places.isEmpty() ? Optional.empty() : statements ? first(bucket) : find(bucket);
      if (document.isPresent()) {
        List<Optional<SignedEntry>> found =
            document.get().signed(places.stream().map(names::get).toList());
        for (int i = 0; i < found.size(); i++) {
          entries.set(places.get(i), found.get(i));
        }
      }
    }
    return entries;
  }

  private Optional<DocumentRow> known(BucketRow bucket) {
    return index.read(tables -> tables.documents().current(bucket.id()));
  }

  /** The document of a row, which is made where it is not here. */
  public BucketReplica open(DocumentRow row) {
    return row.secret()
        .map(secret -> replicas.open(row.replica(), secret(row, secret)))
        .orElseGet(() -> replicas.follow(row.replica()));
  }

  private DocumentSecret secret(DocumentRow row, String secret) {
    try {
      return DocumentSecret.of(box.openBytes(DocumentRow.secretName(row.replica()), secret));
    } catch (IllegalStateException e) {
      throw new ReplicaException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The secret of a document as a row keeps it. */
  public String seal(ReplicaId document, DocumentSecret secret) {
    return box.seal(DocumentRow.secretName(document), secret.bytes());
  }

  /** Whether a secret is that of a document. */
  public boolean opens(DocumentSecret secret, ReplicaId document) {
    return replicas.idOf(secret).equals(document);
  }

  /** Makes a document for an epoch that this node opens; no row names it yet. */
  public DocumentRow makeNext(long bucket, long epoch) {
    NewReplica made = replicas.create();
    return new DocumentRow(bucket, epoch, made.id(), Optional.of(seal(made.id(), made.secret())));
  }

  /**
   * Removes a document that its bucket has left; of the first one, all but what is said of members
   * and epochs.
   */
  public void leave(ReplicaId document) {
    if (index.read(tables -> tables.documents().contains(document))) {
      replicas.keep(document, DocumentKey.CONFIG);
    } else {
      remove(document);
    }
  }

  /** Removes a document that no bucket has. */
  public void remove(ReplicaId document) {
    replicas.delete(document);
  }

  /** Brings something into a bucket's documents, which stay the same ones meanwhile. */
  public <T> T bring(long bucket, Supplier<T> entries) {
    return locked(lock(bucket).readLock(), entries);
  }

  /** Exchanges a bucket's documents, into which nothing is brought meanwhile. */
  public <T> T exchange(long bucket, Supplier<T> step) {
    return locked(lock(bucket).writeLock(), step);
  }

  private ReentrantReadWriteLock lock(long bucket) {
    return using.computeIfAbsent(bucket, _ -> new ReentrantReadWriteLock());
  }

  private static <T> T locked(Lock lock, Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /**
   * After a crash between the two steps the document has no entries and is removed at the start.
   */
  private DocumentRow make(BucketRow bucket) {
    NewReplica made = replicas.create();
    DocumentRow row =
        new DocumentRow(bucket.id(), 0, made.id(), Optional.of(seal(made.id(), made.secret())));
    boolean kept = false;
    try {
      index.write(Durability.STRICT, tables -> insert(tables, bucket, row));
      kept = true;
      return row;
    } finally {
      if (!kept) {
        replicas.delete(made.id());
      }
    }
  }

  private static DocumentRow insert(Tables tables, BucketRow bucket, DocumentRow row) {
    if (tables.buckets().find(bucket.id()).isEmpty()) {
      throw deletedMeanwhile(bucket);
    }
    tables.documents().insert(row);
    return row;
  }
}
