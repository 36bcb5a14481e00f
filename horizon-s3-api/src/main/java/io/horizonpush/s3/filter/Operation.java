package io.horizonpush.s3.filter;

/** The end of a chain: does what a request asks. Thread-safe. */
@FunctionalInterface
public interface Operation {

  /**
   * Answers.
   *
   * @throws io.horizonpush.s3.model.S3Exception the error to answer with
   */
  S3Response run(S3Request<?> request);
}
