package io.horizonpush.s3.filter;

import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.RequestHead;
import io.horizonpush.s3.model.RequestId;
import io.horizonpush.s3.model.S3Input;

/**
 * An authenticated request for one operation.
 *
 * @param input what is asked, parsed
 * @param head what came over the wire, for filters that show it to plugins; operations read {@code
 *     input}
 */
public record S3Request<I extends S3Input>(
    RequestId id, Principal principal, RequestHead head, I input, RequestBody body) {}
