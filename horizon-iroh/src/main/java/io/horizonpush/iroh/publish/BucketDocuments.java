package io.horizonpush.iroh.publish;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.DocumentTable.DocumentRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.SecretBox;
import io.horizonpush.iroh.replica.BucketReplica;
import io.horizonpush.iroh.replica.BucketReplicas;
import io.horizonpush.iroh.replica.BucketReplicas.NewReplica;
import io.horizonpush.iroh.replica.DocumentCapability;
import io.horizonpush.iroh.replica.DocumentSecret;
import io.horizonpush.iroh.replica.ReplicaException;
import io.horizonpush.iroh.share.DocumentSource;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.Durability;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The documents of this node's buckets: made when they are first needed, kept by their secrets in
 * the index, so that one whose file is lost is made again. Thread-safe; blocks its (virtual)
 * thread.
 */
public final class BucketDocuments implements DocumentSource {

  private final Index index;
  private final BucketReplicas replicas;
  private final SecretBox box;
  private final ReentrantLock making = new ReentrantLock();

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
  public DocumentCapability capability(BucketId bucket) {
    DocumentRow row = ensure(index.read(tables -> tables.buckets().require(bucket)));
    return new DocumentCapability(
        row.replica(), row.epoch(), row.secret().map(secret -> secret(row, secret)));
  }

  private static ReplicaException deletedMeanwhile(BucketRow bucket) {
    return new ReplicaException("Bucket " + bucket.name() + " was deleted meanwhile");
  }

  /** The document that a bucket's changes go to, if it was made. */
  public Optional<BucketReplica> find(BucketRow bucket) {
    return known(bucket).map(this::open);
  }

  private Optional<DocumentRow> known(BucketRow bucket) {
    return index.read(tables -> tables.documents().current(bucket.id()));
  }

  private BucketReplica open(DocumentRow row) {
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

  /**
   * After a crash between the two steps the document has no entries and is removed at the start.
   */
  private DocumentRow make(BucketRow bucket) {
    NewReplica made = replicas.create();
    DocumentRow row =
        new DocumentRow(
            bucket.id(),
            0,
            made.id(),
            Optional.of(box.seal(DocumentRow.secretName(made.id()), made.secret().bytes())));
    boolean kept = false;
    try {
      index.write(
          Durability.STRICT,
          tables -> {
            if (tables.buckets().find(bucket.id()).isEmpty()) {
              throw deletedMeanwhile(bucket);
            }
            tables.documents().insert(row);
            return row;
          });
      kept = true;
      return row;
    } finally {
      if (!kept) {
        replicas.delete(made.id());
      }
    }
  }
}
