package io.horizonpush.s3.http;

import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.RequestHead;
import io.horizonpush.s3.model.RequestId;
import io.horizonpush.s3.model.S3Exception;

/** Turns an error into the answer that shows it. Thread-safe; does not block. */
@FunctionalInterface
public interface ErrorPages {

  S3Response render(S3Exception error, RequestId id, RequestHead head);
}
