package io.horizonpush.iroh.index;

import io.horizonpush.s3.model.BlobHash;
import java.util.Optional;

/**
 * Places of blobs that were stored and that no row names yet. Whoever uses such a blob takes its
 * place over, in the transaction that says so. Called on the writer's thread.
 */
public interface FreshPlaces {

  /** No place is ever fresh. */
  FreshPlaces NONE =
      new FreshPlaces() {
        @Override
        public Optional<Place> take(BlobHash blob) {
          return Optional.empty();
        }

        @Override
        public void undone() {}

        @Override
        public void committed() {}

        @Override
        public void makeDurable() {}
      };

  /** A place of a blob, which a row names from now on. */
  Optional<Place> take(BlobHash blob);

  /** Says that some of what was taken since the last commit was not: its rows are undone. */
  void undone();

  /** Says that what was taken is committed. */
  void committed();

  /**
   * Makes durable what was taken and stored without waiting for the disk: no row becomes durable
   * before its bytes.
   *
   * @throws io.horizonpush.s3.model.S3Exception if the disk fails to keep them
   */
  void makeDurable();
}
