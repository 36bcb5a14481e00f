package io.horizonpush.s3.filter;

import io.horizonpush.s3.model.S3Exception;

/** What became of a request. */
public sealed interface Outcome {

  /** It has an answer. */
  record Answered(S3Response response) implements Outcome {}

  /** It failed; the error is rendered behind all filters. */
  record Failed(S3Exception error) implements Outcome {}
}
