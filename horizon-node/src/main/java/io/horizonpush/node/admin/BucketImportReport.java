package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The import of what the origins of a bucket had before: records, and no bytes.
 *
 * @param head whether each object is asked about at its origin
 * @param origin that is listed now, or was last, by its name here
 * @param seen keys at origins so far
 * @param learnt those of which a record was made, or completed
 * @param known those that were known, or deleted, here
 * @param refused those that can be no key here
 * @param refusedKeys some of them
 * @param trouble why it waits, or failed
 */
public record BucketImportReport(
    BucketName bucket,
    State state,
    boolean head,
    Optional<String> origin,
    long seen,
    long learnt,
    long known,
    long refused,
    List<String> refusedKeys,
    Optional<String> trouble,
    Instant begun,
    Optional<Instant> ended) {

  public BucketImportReport {
    refusedKeys = List.copyOf(refusedKeys);
  }

  /** How far it is. */
  public enum State {
    RUNNING,
    /** Every key was seen. */
    DONE,
    /** Somebody ended it. */
    CANCELLED,
    /** It cannot go on before somebody does something. */
    FAILED
  }
}
