package io.horizonpush.s3.pipeline;

import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.RequestId;

/** Turns an error into the answer that shows it. Thread-safe; does not block. */
@FunctionalInterface
public interface ErrorPages {

  S3Response render(S3Exception error, RequestId id, RequestHead head);
}
